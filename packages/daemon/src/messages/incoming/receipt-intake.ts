import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../../runtime/clock.js';
import type { Database } from '../../storage/database.js';
import type { Receipt } from '../../whatsapp/whatsapp-connection.js';
import type { Contacts } from '../contacts/contacts.js';
import type { MessageLog } from '../message-log.js';
import type { MessagesStore } from '../messages.store.js';
import { toContact } from './incoming-rows.js';

export interface ReceiptIntakeOptions {
	store: Pick<MessagesStore, 'outgoing'>;
	log: Pick<MessageLog, 'advanceSent' | 'receivedByMember'>;
	contacts: Pick<Contacts, 'complete'>;
	database: Pick<Database, 'commitLazily'>;
	/** A receipt for this message is on disk: it has reached WhatsApp. */
	onStored: (sessionId: string, whatsappId: string) => void;
	clock: Clock;
	logger: Logger;
}

interface Heard {
	sessionId: string;
	receipt: Receipt;
}

/** How long a store that refused has, until it is tried again. */
const AGAIN_MS = 5_000;
/** Receipts kept in memory while the store refuses; of more the oldest go. */
const MOST_UNSTORED = 1_000;

/**
 * Stores receipts: nobody waits for one, so it shares a commit with others. WhatsApp has its answer
 * before that and tells none twice, so what the store refuses is kept and tried again until it takes
 * it. Only the end of the process loses a receipt, while the store refuses or in the moment before
 * the commit: the message then stays behind at the status it had.
 */
export class ReceiptIntake {
	readonly #options: ReceiptIntakeOptions;
	#unstored: Heard[] = [];
	#cancelTimer: CancelTimer | null = null;
	#isClosed = false;

	constructor(options: ReceiptIntakeOptions) {
		this.#options = options;
	}

	take(sessionId: string, receipt: Receipt): void {
		this.#store({ sessionId, receipt }, (err) => {
			this.#options.logger.error(
				{ err, sessionId },
				'a receipt of WhatsApp could not be stored yet',
			);
		});
	}

	/** Hands what is not stored to the last commit of the database. May be called twice. */
	close(): void {
		this.#isClosed = true;
		this.#storeAgain();
	}

	#store(heard: Heard, onRefused: (err: unknown) => void): void {
		const { database, onStored } = this.#options;
		const { sessionId, receipt } = heard;
		const whenStored = () => receipt.whatsappIds.forEach((id) => onStored(sessionId, id));
		database
			.commitLazily(() => this.#note(heard))
			.then(whenStored, (err: unknown) => {
				onRefused(err);
				this.#keep(heard);
			});
	}

	#keep(heard: Heard): void {
		this.#unstored.push(heard);
		if (this.#unstored.length > MOST_UNSTORED) this.#unstored.shift();
		if (this.#isClosed) return;
		this.#cancelTimer ??= this.#options.clock.after(AGAIN_MS, () => this.#storeAgain());
	}

	#storeAgain(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = null;
		for (const heard of this.#unstored.splice(0)) this.#store(heard, () => {});
	}

	#note({ sessionId, receipt }: Heard): void {
		const { store, log, contacts } = this.#options;
		const { whatsappIds, member, status, at } = receipt;
		for (const whatsappId of whatsappIds) {
			if (member === null || status === 'sent') {
				log.advanceSent({ sessionId, whatsappId }, status, at);
				continue;
			}
			const message = store.outgoing(sessionId, whatsappId);
			const contact = toContact(contacts.complete(sessionId, member));
			if (message) log.receivedByMember(message, { member: contact, status, at });
		}
	}
}
