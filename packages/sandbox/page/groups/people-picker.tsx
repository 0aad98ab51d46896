import type { Signal } from '@preact/signals';
import { usePage } from '../state/context.js';

export interface PeoplePickerProps {
	readonly label: string;
	/** Numbers that cannot be chosen. */
	readonly without: readonly string[];
	readonly chosen: Signal<readonly string[]>;
}

/** Phones to choose from, any number of them. */
export function PeoplePicker({ label, without, chosen }: PeoplePickerProps) {
	const { sandbox } = usePage();
	const people = (sandbox.phones.value ?? []).filter(
		({ phoneNumber, registered }) => registered && !without.includes(phoneNumber),
	);
	if (people.length === 0) return <p class="dim">There is nobody else on this sandbox.</p>;
	return (
		<fieldset class="stack tight">
			<legend>{label}</legend>
			{people.map(({ phoneNumber, name }) => (
				<label class="check" key={phoneNumber}>
					<input
						type="checkbox"
						checked={chosen.value.includes(phoneNumber)}
						onChange={(event) => {
							const others = chosen.value.filter((each) => each !== phoneNumber);
							chosen.value = event.currentTarget.checked ? [...others, phoneNumber] : others;
						}}
					/>
					<span>
						{name} <span class="dim small">{phoneNumber}</span>
					</span>
				</label>
			))}
		</fieldset>
	);
}
