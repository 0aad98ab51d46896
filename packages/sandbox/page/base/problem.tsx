import type { Action } from './action.js';

/** What went wrong, said at once by screen readers. Nothing while all is well. */
export function Problem({ of: { problem } }: { readonly of: Pick<Action, 'problem'> }) {
	return problem.value ? (
		<p class="notice bad" role="alert">
			{problem}
		</p>
	) : null;
}
