import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Problem } from '../base/problem.js';
import type { FaultRuleInput } from '../state/api-types.js';
import { usePage } from '../state/context.js';
import { READY_MADE_FAULTS } from './ready-made-faults.js';

const FIRST = READY_MADE_FAULTS[0]?.rule;

/** A form for one more fault: a ready-made one, for all phones or one, or any as JSON. */
export function AddFault({ onAdded }: { onAdded(): void }) {
	const { sandbox } = usePage();
	const action = useAction();
	const index = useSignal(0);
	const number = useSignal('');
	const json = useSignal(format(FIRST, ''));
	const choose = (nextIndex: number, nextNumber: string) => {
		index.value = nextIndex;
		number.value = nextNumber;
		json.value = format(READY_MADE_FAULTS[nextIndex]?.rule, nextNumber);
	};
	const add = async () => {
		const added = await action.run(() => sandbox.api.post('/v1/faults', parse(json.value)));
		if (added) onAdded();
	};
	return (
		<form
			class="stack"
			aria-label="Add a fault"
			onSubmit={(event) => {
				event.preventDefault();
				void add();
			}}
		>
			<label class="field">
				<span>What goes wrong</span>
				<select
					class="input"
					value={String(index.value)}
					onChange={(event) => choose(Number(event.currentTarget.value), number.value)}
				>
					{READY_MADE_FAULTS.map(({ title }, each) => (
						<option key={title} value={String(each)}>
							{title}
						</option>
					))}
				</select>
				<span class="small dim">{READY_MADE_FAULTS[index.value]?.effect}</span>
			</label>
			<label class="field">
				<span>For programs linked to</span>
				<select
					class="input"
					value={number}
					onChange={(event) => choose(index.value, event.currentTarget.value)}
				>
					<option value="">Any phone</option>
					{sandbox.phones.value?.map(({ phoneNumber, name }) => (
						<option key={phoneNumber} value={phoneNumber}>
							{`${name}, ${phoneNumber}`}
						</option>
					))}
				</select>
			</label>
			<details>
				<summary>As JSON, to change it or to use it in a test</summary>
				<textarea
					class="input mono"
					rows={9}
					aria-label="The fault as JSON"
					spellcheck={false}
					value={json}
					onInput={(event) => (json.value = event.currentTarget.value)}
				/>
			</details>
			<Problem of={action} />
			<div class="row end">
				<button class="button primary" type="submit" aria-disabled={action.busy.value}>
					Add this fault
				</button>
			</div>
		</form>
	);
}

function format(rule: FaultRuleInput | undefined, number: string): string {
	if (!rule) return '';
	const match = number ? { ...rule.match, number } : rule.match;
	return JSON.stringify({ ...rule, match }, null, 2);
}

function parse(json: string): unknown {
	try {
		return JSON.parse(json) as unknown;
	} catch (error) {
		throw new Error(`This is not JSON: ${error instanceof Error ? error.message : ''}`);
	}
}
