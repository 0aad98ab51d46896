import type { Logger } from 'pino';
import type { GroupLog } from '../../groups/group-log.js';
import type { Ids } from '../../runtime/ids.js';
import type { MessageTraffic } from '../../sessions/message-traffic.js';
import type { Database } from '../../storage/database.js';
import type {
	Ack,
	Address,
	ChatAddress,
	GroupNotice,
	Receipt,
	ReceivedChange,
	ReceivedMessage,
	TimeLock,
	WhatsAppConnection,
} from '../../whatsapp/whatsapp-connection.js';
import type { Contacts } from '../contacts/contacts.js';
import { rowOfChange, rowOfMessage } from './incoming-rows.js';
import type { ReceiptIntake } from './receipt-intake.js';
import type { MessageLog } from '../message-log.js';
import type { MessagesStore } from '../messages.store.js';
import type { Outboxes } from '../outbox/outboxes.js';

export interface MessageIntakeOptions {
	store: MessagesStore;
	log: MessageLog;
	contacts: Contacts;
	groups: Pick<GroupLog, 'changed' | 'named' | 'unlinked'>;
	outboxes: Outboxes;
	receipts: Pick<ReceiptIntake, 'take'>;
	database: Pick<Database, 'afterCommit'>;
	/** Where files of the media folder are, and how to remove them. */
	media: { pathOf(mediaFile: string): string; remove(mediaFiles: readonly string[]): void };
	ids: Ids;
	logger: Logger;
}

/** Takes what sessions hear from WhatsApp, and hands on what concerns the outbox. */
export class MessageIntake implements MessageTraffic {
	readonly #options: MessageIntakeOptions;

	constructor(options: MessageIntakeOptions) {
		this.#options = options;
	}

	connected(sessionId: string, connection: WhatsAppConnection): void {
		this.#options.outboxes.connected(sessionId, connection);
	}

	disconnected(sessionId: string): void {
		this.#options.outboxes.disconnected(sessionId);
	}

	pacingChanged(sessionId: string): void {
		this.#options.outboxes.pacingChanged(sessionId);
	}

	restricted(sessionId: string, lock: TimeLock | null): void {
		this.#options.outboxes.restricted(sessionId, lock);
	}

	ack(sessionId: string, ack: Ack): void {
		this.#options.outboxes.acked(sessionId, ack);
	}

	receipt(sessionId: string, receipt: Receipt): void {
		this.#options.receipts.take(sessionId, receipt);
	}

	message(sessionId: string, received: ReceivedMessage): void {
		const { store, log, ids, contacts } = this.#options;
		// What we sent ourselves may come back as a copy from the phone.
		if (received.fromMe && store.byWhatsAppId(sessionId, received.whatsappId)) return;
		const answered = received.replyTo && store.byWhatsAppId(sessionId, received.replyTo);
		const replyTo = answered ? answered.id : null;
		const mentions = received.mentions.map((each) => contacts.complete(sessionId, each));
		const message = { ...this.#complete(sessionId, received), mentions };
		log.record(rowOfMessage(message, { id: ids.next(), sessionId, replyTo }));
	}

	changed(sessionId: string, change: ReceivedChange): void {
		const { store, log, ids } = this.#options;
		if (change.fromMe && store.byWhatsAppId(sessionId, change.whatsappId)) return;
		log.record(rowOfChange(this.#complete(sessionId, change), { id: ids.next(), sessionId }));
	}

	groupChanged(sessionId: string, notice: GroupNotice): void {
		const { contacts, groups } = this.#options;
		const by = notice.by && contacts.complete(sessionId, notice.by);
		const members = notice.members.map((each) => contacts.complete(sessionId, each));
		groups.changed(sessionId, { ...notice, by, members });
	}

	#complete<T extends { chat: ChatAddress; from: Address }>(sessionId: string, came: T): T {
		const { contacts, groups } = this.#options;
		return {
			...came,
			chat: groups.named(sessionId, contacts.complete(sessionId, came.chat)),
			from: contacts.complete(sessionId, came.from),
		};
	}

	contact(sessionId: string, pair: { lid: string; phoneNumber: string }): void {
		const { contacts, log, outboxes, logger } = this.#options;
		const learned = log.learnContact(sessionId, pair, contacts.chatIdOf(pair.phoneNumber));
		const onLearned = (haveMoved: boolean) => {
			if (haveMoved) outboxes.chatsMoved(sessionId);
		};
		learned.then(onLearned).catch((err: unknown) => {
			logger.warn({ err, sessionId }, 'the addresses of a contact were not stored');
		});
	}

	phoneNumberOf(sessionId: string, lid: string): string | undefined {
		return this.#options.contacts.phoneNumberOf(sessionId, lid);
	}

	sentMessage(sessionId: string, whatsappId: string): Uint8Array | undefined {
		return this.#options.store.outgoing(sessionId, whatsappId)?.content ?? undefined;
	}

	cancelWaiting(sessionId: string): void {
		this.#options.groups.unlinked(sessionId);
		this.#options.log.cancelWaiting(sessionId);
	}

	forget(sessionId: string): void {
		const { groups, outboxes, store, database, media } = this.#options;
		groups.unlinked(sessionId);
		outboxes.forget(sessionId);
		const files = store.deleteSession(sessionId);
		// Should the commit fail, the messages are still there and need them.
		database.afterCommit(() => media.remove(files));
	}
}
