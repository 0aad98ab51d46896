import { useSignal } from '@preact/signals';
import { TextField } from '../base/text-field.js';
import { ExtraDialog, type ExtraProps } from './extra-dialog.js';

export function PollDialog(props: ExtraProps) {
	const question = useSignal('');
	const options = useSignal('Yes\nNo');
	const multiple = useSignal(false);
	const content = () => ({
		poll: {
			question: question.value.trim(),
			options: options.value
				.split('\n')
				.map((line) => line.trim())
				.filter((line) => line !== ''),
			multiple: multiple.value,
		},
	});
	return (
		<ExtraDialog {...props} title="Ask a question" content={content}>
			<TextField label="Question" required value={question} />
			<label class="field">
				<span>Answers to choose from, one a line</span>
				<textarea
					class="input"
					rows={4}
					required
					value={options}
					onInput={(event) => (options.value = event.currentTarget.value)}
				/>
			</label>
			<label class="check">
				<input
					type="checkbox"
					checked={multiple}
					onChange={(event) => (multiple.value = event.currentTarget.checked)}
				/>
				<span>More than one may be chosen</span>
			</label>
		</ExtraDialog>
	);
}
