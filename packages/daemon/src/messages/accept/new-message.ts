import type { Chat, Contact, MessageKind } from '@waypost/contract';
import type { PreparedFile } from './attachment-source.js';
import type { Draft, DraftContent } from './draft.js';
import type { SendTimes } from './draft-check.js';
import type { MessageDetails, NewMessage, StoredAttachment } from '../messages.store.js';
import { parsePhoneNumber } from '../recipient.js';
import { formatVcard } from './vcard.js';

/** All that was found out about a draft. */
export interface AcceptedDraft {
	draft: Draft;
	chat: Chat;
	from: Contact;
	file: PreparedFile | null;
	/** Name of the file in the media folder. */
	mediaFile: string | null;
	mentions: Contact[];
	times: SendTimes;
}

/** What the store is told beside what the message says. */
export type MessageIdentity = Pick<
	NewMessage,
	'id' | 'sessionId' | 'whatsappId' | 'idempotencyKey' | 'fingerprint' | 'at'
>;

/** The row of a message that waits in the outbox. */
export function newMessage(accepted: AcceptedDraft, identity: MessageIdentity): NewMessage {
	const { draft, chat, from, file, mediaFile, times } = accepted;
	const { content, replyTo } = draft;
	return {
		...identity,
		...times,
		direction: 'out',
		chat,
		from,
		kind: kindOf(content, file),
		text: textOf(content),
		attachment: file && describeFile(file),
		mediaFile,
		replyTo,
		details: detailsOf(accepted),
		targetId: 'targetId' in content ? content.targetId : null,
		status: 'accepted',
		error: null,
		content: null,
		attempts: 0,
		nextAt: 0,
	};
}

const kindOf = (content: DraftContent, file: PreparedFile | null): MessageKind =>
	content.kind === 'file' ? (file?.kind ?? 'document') : content.kind;

function textOf(content: DraftContent): string | null {
	if (content.kind === 'file') return content.caption;
	return 'text' in content ? content.text : null;
}

const describeFile = ({
	mimeType,
	extension,
	size,
	sha256,
	fileName,
}: PreparedFile): StoredAttachment => ({
	...{ mimeType, size, sha256 },
	fileName: fileName ?? (extension === '' ? 'file' : `file.${extension}`),
});

function detailsOf({ draft, mentions, file }: AcceptedDraft): MessageDetails {
	const { content, typing } = draft;
	return {
		...contentDetails(content),
		...(file && recordingDetails(file)),
		...(mentions.length > 0 && { mentions }),
		...(typing && { typing }),
	};
}

function contentDetails(content: DraftContent): MessageDetails {
	switch (content.kind) {
		case 'text':
			return content.linkPreview ? { linkPreview: true } : {};
		case 'location': {
			const { latitude, longitude, name = null, address = null } = content.location;
			return { location: { latitude, longitude, name, address } };
		}
		case 'contact': {
			const phoneNumber = parsePhoneNumber(content.contact.phoneNumber);
			const vcard = formatVcard({ ...content.contact, phoneNumber });
			return { contacts: [{ name: content.contact.name, phoneNumber, vcard }] };
		}
		case 'poll':
			return { poll: content.poll };
		case 'reaction':
			return { reaction: content.emoji };
		default:
			return {};
	}
}

/** How long a recording is, and what a voice note looks like while it plays. */
const recordingDetails = ({ seconds, waveform, thumbnail }: PreparedFile): MessageDetails => ({
	...(seconds !== null && { seconds }),
	...(waveform !== null && { waveform: Buffer.from(waveform).toString('base64') }),
	...(thumbnail !== null && { thumbnail: Buffer.from(thumbnail).toString('base64') }),
});
