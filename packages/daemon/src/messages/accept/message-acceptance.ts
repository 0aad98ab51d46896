import { REASONS, type Contact } from '@waypost/contract';
import type { MediaService } from '../../media/media.service.js';
import type { Clock } from '../../runtime/clock.js';
import type { Ids } from '../../runtime/ids.js';
import { WaypostError } from '../../runtime/waypost-error.js';
import type { Session } from '../../sessions/session.js';
import type { SessionsService } from '../../sessions/sessions.service.js';
import type { ChatAddress, WhatsAppConnector } from '../../whatsapp/whatsapp-connection.js';
import { withAttachment, type PreparedFile } from './attachment-source.js';
import type { ChatAddresses } from '../contacts/chat-addresses.js';
import { checkDraft, type SendTimes } from './draft-check.js';
import { fingerprintOfDraft } from './draft-fingerprint.js';
import type { Draft } from './draft.js';
import { findMentioned } from './mentions.js';
import type { MessageLog } from '../message-log.js';
import { checkOrder, findReferences, type References } from './message-references.js';
import { invalidField } from '../message-text.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { newMessage } from './new-message.js';
import type { RecipientCheck } from '../contacts/recipient-check.js';
import { parseRecipient } from '../recipient.js';

/** What the outbox says of a message before anything of it is stored. */
export interface Admission {
	/**
	 * @throws WaypostError QUEUE_FULL, ACCOUNT_RESTRICTED, and for what may not wait (`queue: false`)
	 *   WHATSAPP_NOT_READY, PACING_LIMIT, NEW_CHAT_LIMIT
	 */
	check(session: Session, chat: ChatAddress, queue: boolean): void;
	/**
	 * The same for what may not wait, once more in the transaction that stores it: of many that are
	 * accepted side by side only one may go at once.
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, PACING_LIMIT, NEW_CHAT_LIMIT
	 */
	checkAtOnce(session: Session, chat: ChatAddress): void;
}

export interface MessageAcceptanceOptions {
	store: MessagesStore;
	log: MessageLog;
	sessions: Pick<SessionsService, 'find'>;
	media: MediaService;
	recipients: RecipientCheck;
	addresses: ChatAddresses;
	admission: Admission;
	connector: Pick<WhatsAppConnector, 'addressOf' | 'newMessageId'>;
	/** Tells the outbox of a session that a message was accepted, and when it expires. */
	wakeOutbox: (sessionId: string, expiresAt: number | null) => void;
	ids: Ids;
	clock: Clock;
}

export interface Accepted {
	messageId: string;
	/** True when an earlier request with the same idempotency key made it. */
	isReplay: boolean;
}

/** What only this message has. */
interface NewRow {
	id: string;
	mediaFile: string | null;
	file: PreparedFile | null;
}

/** Messages with one key that may end before their turn while another is being stored. */
const MOST_TWINS = 3;

/** A draft that passed every check that needs no file and no network. */
interface Checked {
	session: Session;
	draft: Draft;
	times: SendTimes;
	references: References;
	mentions: Contact[];
	idempotencyKey: string | null;
	fingerprint: string;
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

	/**
	 * @param idempotencyKey - with the caller it belongs to; null for none.
	 * @throws WaypostError
	 */
	async accept(
		sessionId: string,
		draft: Draft,
		idempotencyKey: string | null = null,
	): Promise<Accepted> {
		const { store, clock } = this.#options;
		const session = this.#linkedSession(sessionId);
		const times = checkDraft(draft, clock.now());
		const fingerprint = fingerprintOfDraft(draft);
		const replay = this.#findReplay(sessionId, idempotencyKey, fingerprint);
		if (replay) return replay;
		const references = findReferences(store, sessionId, draft, clock.now());
		const mentions = findMentioned(draft.mentions, (recipient) =>
			this.#options.addresses.find(sessionId, recipient),
		);
		const checked = {
			...{ session, draft, times, references, mentions, idempotencyKey, fingerprint },
		};
		return this.#acceptChecked(checked);
	}

	/** What is on this machine is looked at before WhatsApp is asked, what is elsewhere after. */
	async #acceptChecked(checked: Checked): Promise<Accepted> {
		const { content } = checked.draft;
		if (content.kind !== 'file') return this.#store(checked, await this.#chat(checked), null);
		const { source, claim } = content;
		const asked = source.from === 'url' ? await this.#chat(checked) : null;
		return withAttachment(this.#options.media, source, claim, async (file) =>
			this.#store(checked, asked ?? (await this.#chat(checked)), file),
		);
	}

	/** Where it goes, and whether it may. */
	async #chat({ session, draft, references, times }: Checked): Promise<ChatAddress> {
		const { recipients, admission } = this.#options;
		const chat = references.target
			? this.#chatOfTarget(session, draft, references.target)
			: await recipients.resolve(session, parseRecipient(draft.to ?? ''));
		checkOrder(references, { chatId: chat.id, sendAt: times.sendAt });
		admission.check(session, chat, draft.queue);
		return chat;
	}

	#chatOfTarget({ record }: Session, { to }: Draft, target: StoredMessage): ChatAddress {
		if (to === null) return target.chat;
		const chat = this.#options.addresses.find(record.id, parseRecipient(to));
		if (chat.id === target.chat.id) return target.chat;
		throw invalidField('/to', 'The message to react to is in another chat. Leave out `to`.');
	}

	/** @throws WaypostError SESSION_NOT_FOUND, SESSION_NOT_LINKED */
	#linkedSession(sessionId: string): Session {
		const session = this.#options.sessions.find(sessionId);
		if (session.record.linkedAt === null) throw notLinked(session);
		return session;
	}

	/** The file first, then the row: a row always finds its file. */
	async #store(checked: Checked, chat: ChatAddress, file: PreparedFile | null): Promise<Accepted> {
		const { ids, media, wakeOutbox } = this.#options;
		const id = ids.next();
		const mediaFile = file && (await media.keep(id, file.path));
		let stored: Accepted | undefined;
		try {
			stored = await this.#storeOnce(checked, chat, { id, mediaFile, file });
		} finally {
			if (stored?.messageId !== id && mediaFile !== null) media.remove([mediaFile]);
		}
		if (!stored.isReplay) wakeOutbox(checked.session.record.id, checked.times.expiresAt);
		return stored;
	}

	/**
	 * Two requests with one idempotency key may run side by side, and the other one be first. When its
	 * message has ended without being sent by now, as one that was cancelled, this one takes its place.
	 */
	async #storeOnce(checked: Checked, chat: ChatAddress, stored: NewRow): Promise<Accepted> {
		const { session, idempotencyKey, fingerprint } = checked;
		for (let tries = 0; tries < MOST_TWINS; tries++) {
			if (await this.#storeRow(checked, chat, stored)) {
				return { messageId: stored.id, isReplay: false };
			}
			const twin = this.#findReplay(session.record.id, idempotencyKey, fingerprint);
			if (twin) return twin;
		}
		throw new Error(`message ${stored.id} could not be stored`);
	}

	/** While WhatsApp was asked, the session may have been unlinked, or deleted and made anew. */
	#storeRow(
		{ session, idempotencyKey, fingerprint, ...checked }: Checked,
		address: ChatAddress,
		stored: NewRow,
	): Promise<boolean> {
		const { log, connector, admission, clock } = this.#options;
		const sessionId = session.record.id;
		const { id: chatId, kind, phoneNumber, lid, name } = address;
		const message = newMessage(
			{
				...checked,
				chat: { id: chatId, kind, phoneNumber, lid, name },
				from: this.#ownContact(session),
				file: stored.file,
				mediaFile: stored.mediaFile,
			},
			{
				...{ id: stored.id, sessionId, idempotencyKey },
				fingerprint: idempotencyKey === null ? null : fingerprint,
				whatsappId: connector.newMessageId(),
				at: clock.now(),
			},
		);
		return log.accept(message, () => {
			if (this.#linkedSession(sessionId) !== session) throw notLinked(session);
			if (!checked.draft.queue) admission.checkAtOnce(session, address);
		});
	}

	#ownContact({ record }: Session): Contact {
		const { phoneNumber, lid, pushName } = record;
		const { id } = this.#options.connector.addressOf(phoneNumber ?? lid ?? '');
		return { id, phoneNumber, lid, name: pushName };
	}

	/** @throws WaypostError IDEMPOTENCY_KEY_REUSED */
	#findReplay(sessionId: string, key: string | null, fingerprint: string): Accepted | undefined {
		const { store } = this.#options;
		const earlier = key === null ? undefined : store.byIdempotencyKey(sessionId, key);
		if (!earlier) return undefined;
		if (endedWithoutSending(earlier)) {
			store.freeIdempotencyKey(earlier.id);
			return undefined;
		}
		if (earlier.fingerprint !== fingerprint) throw new WaypostError('IDEMPOTENCY_KEY_REUSED');
		return { messageId: earlier.id, isReplay: true };
	}
}

/** Why it is not linked any more is what its owner has to know; a user who unlinked it knows. */
function notLinked({ record, reason }: Session): WaypostError {
	const whatToDo =
		reason === null || reason.code === 'by-user' ? 'Link it first.' : REASONS[reason.code].sentence;
	return new WaypostError(
		'SESSION_NOT_LINKED',
		`Session '${record.id}' is not linked to a phone. ${whatToDo}`,
	);
}

/** A key whose message never went out may be used again: that is what a retrying flow means. */
const endedWithoutSending = ({ status, error }: StoredMessage): boolean =>
	status === 'cancelled' || (status === 'failed' && error?.code !== 'DELIVERY_UNKNOWN');
