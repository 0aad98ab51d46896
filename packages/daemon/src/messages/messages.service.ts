import type {
	AttachmentKind,
	Chat,
	Contact,
	ListMessages,
	Message,
	Page,
	SendFile,
	SendMessage,
} from '@waypost/contract';
import { MAX_TEXT_LENGTH } from '@waypost/contract';
import { Readable } from 'node:stream';
import type { EventLog } from '../events/event-log.js';
import type { MediaService } from '../media/media.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { ChatAddress, WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import { fingerprintOf } from './fingerprint.js';
import type { MessageLog } from './message-log.js';
import { hasReached, hasSettled } from './message-status.js';
import type { MessagesStore, StoredAttachment, StoredMessage } from './messages.store.js';
import type { RecipientCheck } from './recipient-check.js';
import { parseRecipient } from './recipient.js';

export interface MessagesServiceOptions {
	store: MessagesStore;
	log: MessageLog;
	sessions: SessionsService;
	media: MediaService;
	recipients: RecipientCheck;
	connector: Pick<WhatsAppConnector, 'addressOf' | 'newMessageId'>;
	/** Tells the outbox of a session that a message was accepted. */
	wakeOutbox: (sessionId: string) => void;
	events: EventLog;
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

export interface Accepted {
	message: Message;
	/** True when an earlier request with the same idempotency key made it. */
	isReplay: boolean;
}

/** Accepts messages durably, and answers what is known of them. */
export class MessagesService {
	readonly #options: MessagesServiceOptions;

	constructor(options: MessagesServiceOptions) {
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
		const session = this.#options.sessions.find(sessionId);
		if (session.record.linkedAt === null) {
			throw new WaypostError(
				'SESSION_NOT_LINKED',
				`Session '${sessionId}' is not linked to a phone. Link it first.`,
			);
		}
		checkText(draft.text, draft.file !== null);
		const recipient = parseRecipient(draft.to);
		const file = draft.file && (await this.#options.media.examine(draft.file.path, draft.file));
		const fingerprint = fingerprintOf([
			recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber,
			draft.text,
			file?.sha256,
			file?.kind,
			draft.file?.fileName,
		]);
		const replay = this.#findReplay(sessionId, draft.idempotencyKey, fingerprint);
		if (replay) return replay;
		const chat = await this.#options.recipients.resolve(session, recipient);
		const id = this.#options.ids.next();
		const attachment: StoredAttachment | null = file && {
			mimeType: file.mimeType,
			fileName: draft.file?.fileName ?? (file.extension ? `file.${file.extension}` : 'file'),
			size: file.size,
			sha256: file.sha256,
		};
		const mediaFile = draft.file && (await this.#options.media.keep(id, draft.file.path));
		const isStored = this.#options.log.accept({
			id,
			sessionId,
			direction: 'out',
			whatsappId: this.#options.connector.newMessageId(),
			chat: toChat(chat),
			from: this.#own(sessionId),
			kind: file?.kind ?? 'text',
			text: draft.text,
			attachment,
			mediaFile,
			replyTo: null,
			status: 'accepted',
			error: null,
			content: null,
			attempts: 0,
			nextAt: 0,
			idempotencyKey: draft.idempotencyKey ?? null,
			fingerprint: draft.idempotencyKey === undefined ? null : fingerprint,
			at: this.#options.clock.now(),
		});
		if (!isStored) return this.#onKeyTaken(sessionId, draft, fingerprint, mediaFile);
		this.#options.wakeOutbox(sessionId);
		return { message: this.get(sessionId, id), isReplay: false };
	}

	/** Two requests with one idempotency key ran side by side; the other one was first. */
	#onKeyTaken(
		sessionId: string,
		draft: Draft,
		fingerprint: string,
		mediaFile: string | null,
	): Accepted {
		if (mediaFile !== null) this.#options.media.remove([mediaFile]);
		const replay = this.#findReplay(sessionId, draft.idempotencyKey, fingerprint);
		if (!replay) throw new Error('a message could not be stored');
		return replay;
	}

	/** @throws WaypostError IDEMPOTENCY_KEY_REUSED */
	#findReplay(
		sessionId: string,
		key: string | undefined,
		fingerprint: string,
	): Accepted | undefined {
		if (key === undefined) return undefined;
		const { store } = this.#options;
		const earlier = store.byIdempotencyKey(sessionId, key);
		if (!earlier) return undefined;
		if (endedWithoutSending(earlier)) {
			store.freeIdempotencyKey(earlier.id);
			return undefined;
		}
		if (earlier.fingerprint !== fingerprint) throw new WaypostError('IDEMPOTENCY_KEY_REUSED');
		return { message: this.#view(earlier), isReplay: true };
	}

	/** @throws WaypostError MESSAGE_NOT_FOUND */
	find(sessionId: string, messageId: string): StoredMessage {
		const message = this.#options.store.get(sessionId, messageId);
		if (!message) {
			throw new WaypostError(
				'MESSAGE_NOT_FOUND',
				`Session '${sessionId}' has no message '${messageId}'.`,
			);
		}
		return message;
	}

	get(sessionId: string, messageId: string): Message {
		return this.#view(this.find(sessionId, messageId));
	}

	list(sessionId: string, query: ListMessages & { limit: number }): Page<Message> {
		const { store } = this.#options;
		if (query.after !== undefined) this.#checkCursor(sessionId, query.after);
		const rows = store.list(sessionId, {
			chatId: query.chat === undefined ? undefined : this.#chatId(query.chat),
			direction: query.direction,
			status: query.status,
			after: query.after,
			limit: query.limit + 1,
		});
		const page = rows.slice(0, query.limit);
		return {
			data: page.map((message) => this.#view(message)),
			next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
		};
	}

	#checkCursor(sessionId: string, after: string): void {
		if (this.#options.store.get(sessionId, after)) return;
		throw new WaypostError('INVALID_REQUEST', '`after` is not the `next` of a page of this list.', {
			fields: [{ path: '/after', code: 'unknown', message: 'There is no such message.' }],
		});
	}

	#chatId(chat: string): string {
		const recipient = parseRecipient(chat);
		const address = recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber;
		return this.#options.connector.addressOf(address).id;
	}

	/** Waits until the message is as far as `goal` or has failed; resolves at the time-out as well. */
	async waitFor(
		sessionId: string,
		messageId: string,
		goal: 'sent' | 'delivered',
		timeoutMs: number,
		signal: AbortSignal,
	): Promise<{ reached: boolean; message: Message }> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const unsubscribe = this.#options.events.subscribe((event) => {
			if (event.type !== 'message.status' || event.data.messageId !== messageId) return;
			if (hasSettled(event.data.status, goal)) resolve();
		});
		const cancelTimer = this.#options.clock.after(timeoutMs, resolve);
		const give = () => resolve();
		signal.addEventListener('abort', give, { once: true });
		if (hasSettled(this.find(sessionId, messageId).status, goal)) resolve();
		await promise.finally(() => {
			unsubscribe();
			cancelTimer();
			signal.removeEventListener('abort', give);
		});
		const message = this.get(sessionId, messageId);
		return { reached: hasReached(message.status, goal), message };
	}

	#view(message: StoredMessage): Message {
		const { sessions, log } = this.#options;
		const isConnected = sessions.find(message.sessionId).connection !== null;
		return log.viewOutgoing(message, isConnected);
	}

	#own(sessionId: string): Contact {
		const { phoneNumber, lid, pushName } = this.#options.sessions.find(sessionId).record;
		const id = this.#options.connector.addressOf(phoneNumber ?? lid ?? '').id;
		return { id, phoneNumber, lid, name: pushName };
	}
}

/** A key whose message never went out may be used again: that is what a retrying flow means. */
const endedWithoutSending = ({ status, error }: StoredMessage): boolean =>
	status === 'cancelled' || (status === 'failed' && error?.code !== 'DELIVERY_UNKNOWN');

const toChat = ({ id, kind, phoneNumber, lid, name }: ChatAddress): Chat => ({
	id,
	kind,
	phoneNumber,
	lid,
	name,
});

/** @throws WaypostError INVALID_REQUEST, TEXT_TOO_LONG */
function checkText(text: string | null, isCaption: boolean): void {
	const path = isCaption ? '/attachment/caption' : '/text';
	const invalid = (message: string) =>
		new WaypostError('INVALID_REQUEST', message, {
			fields: [{ path, code: 'invalid', message }],
		});
	if (text === null) return;
	if (!isCaption && text.trim() === '') throw invalid('The text is empty.');
	if (text.length > MAX_TEXT_LENGTH) {
		throw new WaypostError(
			'TEXT_TOO_LONG',
			`The text has ${text.length} characters; WhatsApp takes at most ${MAX_TEXT_LENGTH}.`,
		);
	}
	if (!text.isWellFormed() || text.includes('\0')) {
		throw invalid('The text contains half of a character, or a NUL. Check its encoding.');
	}
}
