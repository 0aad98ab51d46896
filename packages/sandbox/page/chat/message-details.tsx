import { Dialog } from '../base/dialog.js';
import type { DisplayedMessage } from '../state/api-types.js';
import { progressOf } from './ticks.js';
import { formatMoment } from './times.js';

/** What a test would ask about a message. */
export function MessageDetails(props: { readonly message: DisplayedMessage; onClose(): void }) {
	const { message, onClose } = props;
	const { attachment } = message;
	const rows: readonly (readonly [string, string | null | undefined])[] = [
		['Message id', message.id],
		['Kind', message.kind],
		['From', message.from],
		['Chat', message.chat],
		['Displayed', formatMoment(message.at)],
		['Status', message.direction === 'out' ? progressOf(message) : null],
		['Arrived', message.copies > 1 ? `${message.copies} times` : null],
		['Answers', message.replyTo],
		['File', attachment?.fileName],
		['Type', attachment?.mimeType],
		['Bytes', attachment && String(attachment.size)],
		['SHA-256', attachment?.sha256],
	];
	return (
		<Dialog title="Details of the message" onClose={onClose}>
			<div class="stack">
				<dl class="details">
					{rows
						.filter(([, value]) => value)
						.map(([name, value]) => (
							<div key={name}>
								<dt>{name}</dt>
								<dd>{value}</dd>
							</div>
						))}
				</dl>
			</div>
		</Dialog>
	);
}
