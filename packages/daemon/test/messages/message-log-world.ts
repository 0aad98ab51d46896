import type { EventData, EventType, WaypostEvent } from '@waypost/contract';
import type { EventLog } from '../../src/events/event-log.js';
import { createEventLog } from '../../src/events/event-log.store.js';
import { Contacts } from '../../src/messages/contacts/contacts.js';
import { createContactsStore } from '../../src/messages/contacts/contacts.store.js';
import { MessageLog } from '../../src/messages/message-log.js';
import { createMessagesStore } from '../../src/messages/messages.store.js';
import { createReceiptsStore } from '../../src/messages/incoming/receipts.store.js';
import { createIds } from '../../src/runtime/ids.js';
import { createLogger } from '../../src/runtime/logger.js';
import { Database } from '../../src/storage/database.js';
import { chatAddressOf } from '../../src/whatsapp/jid.js';
import { ManualClock } from '../http/manual-clock.js';

/** A message log over a database in memory, and everything it published. */
export class MessageLogWorld {
	readonly database = new Database({ file: ':memory:' });
	readonly clock = new ManualClock();
	readonly ids = createIds();
	readonly store = createMessagesStore(this.database);
	readonly log: MessageLog;
	readonly contacts: Contacts;
	readonly events: WaypostEvent[] = [];
	readonly eventLog: EventLog;

	constructor() {
		const { database, clock, ids, store } = this;
		const logger = createLogger({ level: 'silent' });
		const events = createEventLog({ database, ids, clock, logger });
		this.eventLog = events;
		events.subscribe((event) => this.events.push(event));
		const learned = createContactsStore(database);
		const receipts = createReceiptsStore(database);
		this.log = new MessageLog({ database, store, receipts, contacts: learned, events, clock });
		this.contacts = new Contacts({ store: learned, connector: { addressOf: chatAddressOf } });
	}

	get types(): EventType[] {
		return this.events.map(({ type }) => type);
	}

	/** The data of the events of a type. */
	dataOf<T extends EventType>(type: T): EventData[T][] {
		return this.events
			.filter((event) => event.type === type)
			.map(({ data }) => data as EventData[T]);
	}

	/** Learns a pair, and waits until it is stored. */
	async learn(lid: string, phoneNumber: string): Promise<void> {
		await this.log.learnContact('sales', { lid, phoneNumber }, this.contacts.chatIdOf(phoneNumber));
	}

	close(): void {
		this.database.close();
	}
}
