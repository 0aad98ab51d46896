import { useSignal, type Signal } from '@preact/signals';
import { announce } from '../base/announce.js';
import { useAction } from '../base/action.js';
import { Problem } from '../base/problem.js';
import { TextField } from '../base/text-field.js';
import { usePage, usePhone } from '../state/context.js';
import type { PhoneRules } from '../state/api-types.js';
import { fromInput, RULE_FIELDS, RULE_SECTIONS, toInput, type RuleField } from './rule-fields.js';

type RuleName = keyof PhoneRules;

const NAMES = Object.keys(RULE_FIELDS) as RuleName[];

/** What a phone does by itself, to be changed. */
export function RulesForm({ rules }: { readonly rules: PhoneRules }) {
	const { sandbox } = usePage();
	const { path } = usePhone();
	const action = useAction();
	const inputs = useInputs(rules);
	const save = async () => {
		const changes = NAMES.map((name) => [name, fromInput(name, inputs[name].value)] as const);
		const saved = await action.run(() =>
			sandbox.api.post(`${path}/rules`, Object.fromEntries(changes)),
		);
		if (saved) announce('Saved');
	};
	return (
		<form
			class="stack"
			aria-label="What this phone does by itself"
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			{RULE_SECTIONS.map(([title, names]) => (
				<section key={title} class="stack" aria-label={title}>
					<h4>{title}</h4>
					{names.map((name) => (
						<RuleInput key={name} name={name} field={RULE_FIELDS[name]} value={inputs[name]} />
					))}
				</section>
			))}
			<Problem of={action} />
			<div class="row end">
				<button class="button primary" type="submit" aria-disabled={action.busy.value}>
					Save
				</button>
			</div>
		</form>
	);
}

/** What its fields hold while they are edited. */
function useInputs(rules: PhoneRules): Record<RuleName, Signal<string>> {
	const made = NAMES.map((name) => [name, useSignal(toInput(name, rules[name]))] as const);
	return Object.fromEntries(made) as Record<RuleName, Signal<string>>;
}

interface RuleInputProps {
	readonly name: RuleName;
	readonly field: RuleField;
	readonly value: Signal<string>;
}

function RuleInput({ name, field, value }: RuleInputProps) {
	const { label, kind, placeholder = '', choices = {} } = field;
	switch (kind) {
		case 'check':
			return (
				<label class="check">
					<input
						type="checkbox"
						checked={value.value !== ''}
						onChange={(event) => (value.value = event.currentTarget.checked ? 'on' : '')}
					/>
					<span>{label}</span>
				</label>
			);
		case 'choice':
			return (
				<label class="field">
					<span>{label}</span>
					<select
						class="input"
						value={value.value}
						onChange={(event) => (value.value = event.currentTarget.value)}
					>
						{Object.entries(choices).map(([choice, words]) => (
							<option key={choice} value={choice}>
								{words}
							</option>
						))}
					</select>
				</label>
			);
		case 'words':
			return (
				<label class="field">
					<span>{label}</span>
					<textarea
						class="input"
						rows={2}
						data-first={name === 'autoReply'}
						placeholder={placeholder}
						value={value}
						onInput={(event) => (value.value = event.currentTarget.value)}
					/>
				</label>
			);
		default:
			return (
				<TextField label={label} number={kind !== 'line'} placeholder={placeholder} value={value} />
			);
	}
}
