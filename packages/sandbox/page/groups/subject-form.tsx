import { useSignal } from '@preact/signals';

export interface SubjectFormProps {
	readonly subject: string;
	readonly disabled: boolean;
	/** A change of the group is under way. */
	readonly busy: boolean;
	onSubject(subject: string): void;
}

/** The subject of a group, to be changed by its admins. */
export function SubjectForm({ subject, disabled, busy, onSubject }: SubjectFormProps) {
	const written = useSignal(subject);
	const changed = written.value.trim() !== subject && written.value.trim() !== '';
	return (
		<form
			class="row nowrap"
			onSubmit={(event) => {
				event.preventDefault();
				if (changed) onSubject(written.value.trim());
			}}
		>
			<input
				class="input"
				aria-label="Subject"
				maxLength={100}
				readOnly={disabled}
				value={written}
				onInput={(event) => (written.value = event.currentTarget.value)}
			/>
			{!disabled && (
				<button class="button" type="submit" disabled={!changed} aria-disabled={busy}>
					Rename
				</button>
			)}
		</form>
	);
}
