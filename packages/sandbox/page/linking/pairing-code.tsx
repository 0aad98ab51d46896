import { useSignal } from '@preact/signals';
import { formatCode } from './format-code.js';

/** Types the eight characters that a program shows instead of a QR code. */
export function PairingCode(props: { readonly busy: boolean; onCode(code: string): void }) {
	const { busy, onCode } = props;
	const code = useSignal('');
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
			<button class="button" type="submit" disabled={busy}>
				Link
			</button>
		</form>
	);
}
