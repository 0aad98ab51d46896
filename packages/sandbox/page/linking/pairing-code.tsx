import type { Signal } from '@preact/signals';
import { formatCode } from './format-code.js';

interface PairingCodeProps {
	/** What is typed so far. */
	readonly code: Signal<string>;
	readonly busy: boolean;
	onCode(code: string): void;
}

/** Types the eight characters that a program shows instead of a QR code. */
export function PairingCode({ code, busy, onCode }: PairingCodeProps) {
	return (
		<form
			class="row nowrap"
			onSubmit={(event) => {
				event.preventDefault();
				onCode(code.value);
			}}
		>
			<input
				class="input mono code"
				required
				aria-label="Pairing code"
				placeholder="or type the pairing code"
				autocomplete="off"
				autocapitalize="characters"
				spellcheck={false}
				value={code}
				onInput={(event) => {
					code.value = formatCode(event.currentTarget.value);
					event.currentTarget.value = code.value;
				}}
			/>
			<button class="button" type="submit" aria-disabled={busy}>
				Link
			</button>
		</form>
	);
}
