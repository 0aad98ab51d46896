import type { AttachmentKind, SendFile, SendMessage } from '@waypost/contract';
import { Readable } from 'node:stream';
import type { ExaminedFile, MediaService } from '../media/media.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Session } from '../sessions/session.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { ChatAddress, WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import { fingerprintOf } from './fingerprint.js';
import type { MessageLog } from './message-log.js';
import { checkText } from './message-text.js';
import type {
	MessagesStore,
	NewMessage,
	StoredAttachment,
	StoredMessage,
} from './messages.store.js';
import type { RecipientCheck } from './recipient-check.js';
import { parseRecipient } from './recipient.js';

export interface MessageAcceptanceOptions {
	store: MessagesStore;
	log: MessageLog;
	sessions: SessionsService;
	media: MediaService;
	recipients: RecipientCheck;
	connector: Pick<WhatsAppConnector, 'addressOf' | 'newMessageId'>;
	/** Tells the outbox of a session that a message was accepted. */
	wakeOutbox: (sessionId: string) => void;
	ids: Ids;
	clock: Clock;
}

/** A file that is on disk already, in the same file system as the media folder. */
export interface FileToSend {
	path: string;
	fileName: string | null;
	mimeType: string | null;
}

/** One message to accept: a text, or a file with its words. */
interface Draft {
	to: string;
	text: string | null;
	file: (FileToSend & { kind: AttachmentKind | undefined }) | null;
	idempotencyKey: string | undefined;
}

/** What was found out about a draft before it is stored. */
interface Checked {
	chat: ChatAddress;
	file: ExaminedFile | null;
	fingerprint: string;
}

export interface Accepted {
	messageId: string;
	/** True when an earlier request with the same idempotency key made it. */
	isReplay: boolean;
}

/**
 * Takes messages in: checks everything that can be checked, then stores one row with its WhatsApp id
 * fixed. Once it has answered, the message is on disk; before that, nothing of it is.
 */
export class MessageAcceptance {
	readonly #options: MessageAcceptanceOptions;

	constructor(options: MessageAcceptanceOptions) {
		this.#options = options;
	}

	/** Accepts a message given as JSON. @throws WaypostError */
	async send(sessionId: string, send: SendMessage, idempotencyKey?: string): Promise<Accepted> {
		const { to, text, attachment } = send;
		if (!attachment) {
			return this.#accept(sessionId, { to, text: text ?? null, file: null, idempotencyKey });
		}
		const bytes = Buffer.from(attachment.data, 'base64');
		return this.#options.media.withTemporary(Readable.from([bytes]), (path) =>
			this.#accept(sessionId, {
				to,
				text: attachment.caption ?? null,
				file: {
					path,
					fileName: attachment.fileName ?? null,
					mimeType: attachment.mimeType ?? null,
					kind: attachment.kind,
				},
				idempotencyKey,
			}),
		);
	}

	/** Accepts a message given as a `file` part and its fields. @throws WaypostError */
	sendFile(
		sessionId: string,
		fields: SendFile,
		file: FileToSend,
		idempotencyKey?: string,
	): Promise<Accepted> {
		return this.#accept(sessionId, {
			to: fields.to,
			text: fields.caption ?? null,
			file: {
				path: file.path,
				fileName: fields.fileName ?? file.fileName,
				mimeType: fields.mimeType ?? file.mimeType,
				kind: fields.kind,
			},
			idempotencyKey,
		});
	}

	async #accept(sessionId: string, draft: Draft): Promise<Accepted> {
		const { media, recipients } = this.#options;
		const session = this.#linkedSession(sessionId);
		if (draft.text !== null) checkText(draft.text, draft.file ? '/attachment/caption' : '/text');
		const recipient = parseRecipient(draft.to);
		const file = draft.file && (await media.examine(draft.file.path, draft.file));
		const fingerprint = fingerprintOf([
			recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber,
			draft.text,
			file?.sha256,
			file?.kind,
			draft.file?.fileName,
		]);
		const replay = this.#findReplay(sessionId, draft.idempotencyKey, fingerprint);
		if (replay) return replay;
		const chat = await recipients.resolve(session, recipient);
		return this.#store(session, draft, { chat, file, fingerprint });
	}

	/** @throws WaypostError SESSION_NOT_FOUND, SESSION_NOT_LINKED */
	#linkedSession(sessionId: string): Session {
		const session = this.#options.sessions.find(sessionId);
		if (session.record.linkedAt === null) throw notLinked(sessionId);
		return session;
	}

	/** The file first, then the row: a row always finds its file. */
	async #store(session: Session, draft: Draft, checked: Checked): Promise<Accepted> {
		const { ids, media, wakeOutbox } = this.#options;
		const id = ids.next();
		const mediaFile = draft.file && (await media.keep(id, draft.file.path));
		let isStored = false;
		try {
			isStored = this.#storeRow(session, {
				...this.#newMessage(session, draft, checked),
				id,
				mediaFile,
			});
		} finally {
			if (!isStored && mediaFile !== null) media.remove([mediaFile]);
		}
		if (!isStored) return this.#onKeyTaken(session.record.id, draft, checked);
		wakeOutbox(session.record.id);
		return { messageId: id, isReplay: false };
	}

	/** While WhatsApp was asked, the session may have been unlinked, or deleted and made anew. */
	#storeRow(session: Session, message: NewMessage): boolean {
		if (this.#linkedSession(message.sessionId) !== session) throw notLinked(message.sessionId);
		return this.#options.log.accept(message);
	}

	#newMessage(
		{ record }: Session,
		{ text, file, idempotencyKey }: Draft,
		checked: Checked,
	): Omit<NewMessage, 'id' | 'mediaFile'> {
		const { connector, clock } = this.#options;
		const { id, kind, phoneNumber, lid, name } = checked.chat;
		return {
			sessionId: record.id,
			direction: 'out',
			whatsappId: connector.newMessageId(),
			chat: { id, kind, phoneNumber, lid, name },
			from: {
				id: connector.addressOf(record.phoneNumber ?? record.lid ?? '').id,
				phoneNumber: record.phoneNumber,
				lid: record.lid,
				name: record.pushName,
			},
			kind: checked.file?.kind ?? 'text',
			text,
			attachment: checked.file && describeFile(checked.file, file?.fileName ?? null),
			replyTo: null,
			status: 'accepted',
			error: null,
			content: null,
			attempts: 0,
			nextAt: 0,
			idempotencyKey: idempotencyKey ?? null,
			fingerprint: idempotencyKey === undefined ? null : checked.fingerprint,
			at: clock.now(),
		};
	}

	/** Two requests with one idempotency key ran side by side; the other one was first. */
	#onKeyTaken(sessionId: string, { idempotencyKey }: Draft, { fingerprint }: Checked): Accepted {
		const replay = this.#findReplay(sessionId, idempotencyKey, fingerprint);
		if (!replay) throw new Error('a message could not be stored');
		return replay;
	}

	/** @throws WaypostError IDEMPOTENCY_KEY_REUSED */
	#findReplay(
		sessionId: string,
		key: string | undefined,
		fingerprint: string,
	): Accepted | undefined {
		const { store } = this.#options;
		const earlier = key === undefined ? undefined : store.byIdempotencyKey(sessionId, key);
		if (!earlier) return undefined;
		if (endedWithoutSending(earlier)) {
			store.freeIdempotencyKey(earlier.id);
			return undefined;
		}
		if (earlier.fingerprint !== fingerprint) throw new WaypostError('IDEMPOTENCY_KEY_REUSED');
		return { messageId: earlier.id, isReplay: true };
	}
}

const notLinked = (sessionId: string): WaypostError =>
	new WaypostError(
		'SESSION_NOT_LINKED',
		`Session '${sessionId}' is not linked to a phone. Link it first.`,
	);

const describeFile = (
	{ mimeType, extension, size, sha256 }: ExaminedFile,
	fileName: string | null,
): StoredAttachment => ({
	mimeType,
	fileName: fileName ?? (extension === '' ? 'file' : `file.${extension}`),
	size,
	sha256,
});

/** A key whose message never went out may be used again: that is what a retrying flow means. */
const endedWithoutSending = ({ status, error }: StoredMessage): boolean =>
	status === 'cancelled' || (status === 'failed' && error?.code !== 'DELIVERY_UNKNOWN');
