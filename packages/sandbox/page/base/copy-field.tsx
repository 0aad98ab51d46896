import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { announce } from './announce.js';
import { Icon } from './icon.js';

export interface CopyFieldProps {
	readonly label: string;
	readonly text: string;
	readonly lines?: number;
}

/** Text to take elsewhere, with a button that copies it. */
export function CopyField({ label, text, lines = 1 }: CopyFieldProps) {
	const copied = useSignal(false);
	const id = useId();
	const copy = async () => {
		await navigator.clipboard.writeText(text);
		copied.value = true;
		announce('Copied');
	};
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<div class="copy-field">
				<textarea id={id} class="input mono" readOnly rows={lines} wrap="off" value={text} />
				<button
					class="button round"
					type="button"
					aria-label={`Copy: ${label}`}
					onClick={() => void copy().catch(() => (copied.value = false))}
				>
					<Icon name={copied.value ? 'check' : 'copy'} />
				</button>
			</div>
		</div>
	);
}
