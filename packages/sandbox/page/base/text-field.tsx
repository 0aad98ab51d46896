import type { Signal } from '@preact/signals';
import type { TargetedEvent } from 'preact';

export interface TextFieldProps {
	readonly label: string;
	readonly value: Signal<string>;
	readonly number?: boolean;
	readonly required?: boolean;
	readonly placeholder?: string;
	readonly maxLength?: number;
	/** Which keys a phone shows. */
	readonly inputMode?: 'tel' | 'text';
}

/** A line of text, or a number, with its label. */
export function TextField({ label, value, number = false, ...more }: TextFieldProps) {
	const shared = {
		class: 'input',
		value,
		onInput: (event: TargetedEvent<HTMLInputElement>) => (value.value = event.currentTarget.value),
		...more,
	};
	return (
		<label class="field">
			<span>{label}</span>
			{number ? <input type="number" step="any" {...shared} /> : <input type="text" {...shared} />}
		</label>
	);
}
