import { ATTACHMENT_KINDS, type AttachmentKind } from '@waypost/contract';
import type { OutgoingContent } from '../whatsapp/whatsapp-connection.js';
import type { StoredMessage } from './messages.store.js';

const isAttachmentKind = (kind: string): kind is AttachmentKind =>
	ATTACHMENT_KINDS.some((known) => known === kind);

/** What a stored message says, in the words of the connection. */
export function outgoingContent(
	{ id, kind, text, attachment, mediaFile }: StoredMessage,
	mediaPath: (mediaFile: string) => string,
): OutgoingContent {
	if (kind === 'text' && text !== null) return { kind, text };
	if (isAttachmentKind(kind) && attachment && mediaFile !== null) {
		return {
			kind,
			path: mediaPath(mediaFile),
			mimeType: attachment.mimeType,
			fileName: attachment.fileName,
			caption: text,
		};
	}
	throw new Error(`message ${id} has nothing to send`);
}
