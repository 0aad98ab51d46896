import type { Contact } from '@waypost/contract';
import type { Logger } from 'pino';
import type { Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import type { MessageTraffic } from '../sessions/message-traffic.js';
import type {
	Address,
	ReceivedMessage,
	WhatsAppConnection,
} from '../whatsapp/whatsapp-connection.js';
import type { MessageLog } from './message-log.js';
import type { MessagesStore } from './messages.store.js';
import { Outbox } from './outbox.js';
import { ackFailure } from './send-failure.js';

export interface MessageIntakeOptions {
	store: MessagesStore;
	log: MessageLog;
	/** Where files of the media folder are, and how to remove them. */
	media: { pathOf(mediaFile: string): string; remove(mediaFiles: readonly string[]): void };
	ids: Ids;
	clock: Clock;
	logger: Logger;
}

/** Takes what sessions hear from WhatsApp, and runs an outbox for each connected session. */
export class MessageIntake implements MessageTraffic {
	readonly #options: MessageIntakeOptions;
	readonly #outboxes = new Map<string, Outbox>();

	constructor(options: MessageIntakeOptions) {
		this.#options = options;
	}

	connected(sessionId: string, connection: WhatsAppConnection): void {
		this.#outboxes.get(sessionId)?.close();
		const { store, log, media, clock, logger } = this.#options;
		const outbox = new Outbox({
			sessionId,
			connection,
			store,
			log,
			mediaPath: (file) => media.pathOf(file),
			clock,
			logger: logger.child({ sessionId }),
		});
		this.#outboxes.set(sessionId, outbox);
	}

	disconnected(sessionId: string): void {
		this.#outboxes.get(sessionId)?.close();
		this.#outboxes.delete(sessionId);
	}

	/** A message was accepted for this session. */
	wake(sessionId: string): void {
		this.#outboxes.get(sessionId)?.wake();
	}

	ack(sessionId: string, { whatsappId, at, error }: Parameters<MessageTraffic['ack']>[1]): void {
		const message = this.#options.store.outgoing(sessionId, whatsappId);
		if (!message) return;
		if (error === null) this.#options.log.advance(message, 'sent', at);
		else this.#options.log.advance(message, 'failed', at, ackFailure(error));
		this.#outboxes.get(sessionId)?.confirmed(whatsappId);
	}

	receipt(sessionId: string, receipt: Parameters<MessageTraffic['receipt']>[1]): void {
		for (const whatsappId of receipt.whatsappIds) {
			const message = this.#options.store.outgoing(sessionId, whatsappId);
			if (!message) continue;
			this.#options.log.advance(message, receipt.status, receipt.at);
			this.#outboxes.get(sessionId)?.confirmed(whatsappId);
		}
	}

	message(sessionId: string, received: ReceivedMessage): void {
		const { store, log, ids } = this.#options;
		const known = store.byWhatsAppId(sessionId, received.whatsappId);
		// What we sent ourselves may come back as a copy from the phone.
		if (received.fromMe && known) return;
		const answered = received.replyTo && store.byWhatsAppId(sessionId, received.replyTo);
		log.record({
			id: ids.next(),
			sessionId,
			direction: received.fromMe ? 'out' : 'in',
			whatsappId: received.whatsappId,
			chat: { ...toContact(received.chat), kind: received.chat.kind },
			from: toContact(received.from),
			kind: received.kind,
			text: received.text,
			attachment: received.attachment,
			mediaFile: null,
			replyTo: answered ? answered.id : null,
			status: received.fromMe ? 'sent' : 'delivered',
			error: null,
			content: received.content,
			attempts: 0,
			nextAt: 0,
			idempotencyKey: null,
			fingerprint: null,
			at: received.at,
		});
	}

	sentMessage(sessionId: string, whatsappId: string): Uint8Array | undefined {
		return this.#options.store.outgoing(sessionId, whatsappId)?.content ?? undefined;
	}

	cancelWaiting(sessionId: string): void {
		this.#options.log.cancelWaiting(sessionId);
	}

	forget(sessionId: string): void {
		this.disconnected(sessionId);
		this.#options.media.remove(this.#options.store.deleteSession(sessionId));
	}

	close(): void {
		for (const outbox of this.#outboxes.values()) outbox.close();
		this.#outboxes.clear();
	}
}

const toContact = ({ id, phoneNumber, lid, name }: Address): Contact => ({
	id,
	phoneNumber,
	lid,
	name,
});
