import { useSignal } from '@preact/signals';
import { Dialog } from '../base/dialog.js';
import { Icon } from '../base/icon.js';
import type { DisplayedAttachment, DisplayedMessage } from '../state/api-types.js';
import { formatSize } from './message-words.js';
import { VoiceNote } from './voice-note.js';

export interface AttachmentViewProps {
	readonly message: DisplayedMessage;
	readonly attachment: DisplayedAttachment;
}

/** A file as its kind is looked at; what the browser cannot show is offered as a file. */
export function AttachmentView({ message, attachment }: AttachmentViewProps) {
	const broken = useSignal(false);
	const { kind, url, problem } = attachment;
	const onError = () => (broken.value = true);
	if (problem !== null) return <p class="notice bad">{problem}</p>;
	if (broken.value || kind === 'document') return <FileCard attachment={attachment} />;
	if (kind === 'image' || kind === 'sticker') {
		return <Picture attachment={attachment} onError={onError} />;
	}
	if (kind === 'video') {
		return <video class="media" controls preload="metadata" src={url} onError={onError} />;
	}
	if (kind === 'voice-note') {
		return <VoiceNote message={message} attachment={attachment} onError={onError} />;
	}
	return <audio class="media" controls preload="metadata" src={url} onError={onError} />;
}

interface PictureProps {
	readonly attachment: DisplayedAttachment;
	onError(): void;
}

function Picture({ attachment: { url, kind, caption, fileName }, onError }: PictureProps) {
	const large = useSignal(false);
	const words = caption ?? fileName ?? (kind === 'sticker' ? 'Sticker' : 'Picture');
	return (
		<>
			<button
				class={`picture ${kind}`}
				type="button"
				aria-label={`Look at it in full: ${words}`}
				onClick={() => (large.value = true)}
			>
				<img src={url} alt={words} loading="lazy" onError={onError} />
			</button>
			{large.value && (
				<Dialog wide title={words} onClose={() => (large.value = false)}>
					<div class="stack">
						<img class="large-picture" src={url} alt={words} />
						<div class="row end">
							<a class="button" href={url} download={fileName ?? ''}>
								<Icon name="down" />
								Save
							</a>
						</div>
					</div>
				</Dialog>
			)}
		</>
	);
}

/** It is saved, never opened: who knows what is in it. */
function FileCard({ attachment }: { readonly attachment: DisplayedAttachment }) {
	const { url, fileName, mimeType, size } = attachment;
	return (
		<a class="in-bubble file" href={url} download={fileName ?? ''}>
			<Icon name="document" />
			<span>
				<strong>{fileName ?? 'File without a name'}</strong>
				<span class="small soft">{`${formatSize(size)} · ${mimeType}`}</span>
			</span>
			<Icon name="down" />
		</a>
	);
}
