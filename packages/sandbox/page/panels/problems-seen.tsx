import { formatExactTime } from '../chat/times.js';
import { usePage } from '../state/context.js';

/** What the sandbox could not make sense of, above the stanzas. */
export function ProblemsSeen() {
	const { sandbox } = usePage();
	const problems = sandbox.problems.value;
	if (problems.length === 0) return null;
	return (
		<details class="problems-seen">
			<summary>
				{problems.length === 1 ? 'One thing was odd' : `${problems.length} things were odd`}
			</summary>
			<ul class="stack tight">
				{problems.map(({ id, at, problem }) => (
					<li key={id} class="notice">
						<span class="dim small">{formatExactTime(at)}</span> {problem}
					</li>
				))}
			</ul>
			<div class="row end">
				<button class="button small" type="button" onClick={() => (sandbox.problems.value = [])}>
					Clear
				</button>
			</div>
		</details>
	);
}
