import type { EventLog } from '../events/event-log.js';
import type { MediaService } from '../media/media.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { MessageTraffic } from '../sessions/message-traffic.js';
import type { OutboxCount } from '../sessions/session-view.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { Database } from '../storage/database.js';
import type { WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import { MessageAcceptance } from './accept/message-acceptance.js';
import { ChatsService } from './chats.service.js';
import { ChatAddresses } from './contacts/chat-addresses.js';
import type { Contacts } from './contacts/contacts.js';
import { createContactsStore } from './contacts/contacts.store.js';
import { createNumberChecksStore } from './contacts/number-checks.store.js';
import { RecipientCheck, type RecipientCheckOptions } from './contacts/recipient-check.js';
import { MessageIntake, type MessageIntakeOptions } from './incoming/message-intake.js';
import { ReceiptIntake } from './incoming/receipt-intake.js';
import { createReceiptsStore } from './incoming/receipts.store.js';
import { MediaReupload } from './media-reupload.js';
import { createMediaUsesStore } from './media-uses.store.js';
import { MessageChangesService } from './message-changes.service.js';
import { MessageLog } from './message-log.js';
import { MessagesService } from './messages.service.js';
import { createMessagesStore, type MessagesStore } from './messages.store.js';
import type { OutboxTimes } from './outbox/outbox-times.js';
import { createOutboxStore } from './outbox/outbox.store.js';
import { Outboxes } from './outbox/outboxes.js';
import { OutgoingContents } from './outbox/outgoing-contents.js';
import { createPacingStore } from './pacing/pacing.store.js';

export interface MessagesOptions extends Pick<RecipientCheckOptions, 'mayAsk'> {
	database: Database;
	events: EventLog;
	connector: WhatsAppConnector;
	contacts: Contacts;
	groups: MessageIntakeOptions['groups'];
	media: MediaService;
	/** They are made after this, and need its traffic. */
	sessions: Pick<SessionsService, 'find'>;
	/** For tests. */
	outboxTimes?: Partial<OutboxTimes> | undefined;
	ids: Ids;
	clock: Clock;
	logger: Logger;
}

/** Messages as the other features see them. */
export interface Messages {
	readonly acceptance: MessageAcceptance;
	readonly changes: MessageChangesService;
	readonly chats: ChatsService;
	readonly messages: MessagesService;
	readonly recipients: RecipientCheck;
	/** What sessions tell. */
	readonly traffic: MessageTraffic;
	countOutbox(sessionId: string): OutboxCount;
	/** Takes up what an earlier run left waiting. */
	start(): void;
	/** Sends nothing any more. Call it before the sessions end; may be called twice. */
	close(): void;
}

/** What all of them stand on. */
interface Stored {
	store: MessagesStore;
	log: MessageLog;
	addresses: ChatAddresses;
	recipients: RecipientCheck;
}

/** Messages on a database: what is sent, what comes in, and what is known of both. */
export function createMessages(options: MessagesOptions): Messages {
	const stored = createStored(options);
	const outboxes = createOutboxes(options, stored);
	const receipts = new ReceiptIntake({
		...{ ...options, ...stored },
		onStored: (sessionId, whatsappId) => outboxes.settled(sessionId, whatsappId),
	});
	const services = createServices(options, stored, outboxes);
	return {
		...services,
		recipients: stored.recipients,
		traffic: new MessageIntake({ ...options, ...stored, outboxes, receipts }),
		countOutbox: (sessionId) => stored.store.countOutbox(sessionId),
		start: () => outboxes.start(),
		close: () => {
			services.chats.close();
			outboxes.close();
			receipts.close();
		},
	};
}

function createStored(options: MessagesOptions): Stored {
	const { database, events, connector, contacts, groups, mayAsk, clock } = options;
	const store = createMessagesStore(database);
	const log = new MessageLog({
		...{ database, store, events, clock },
		receipts: createReceiptsStore(database),
		contacts: createContactsStore(database),
	});
	const checks = createNumberChecksStore(database);
	const addresses = new ChatAddresses({ connector, contacts, checks, groups });
	const recipients = new RecipientCheck({ store, addresses, checks, mayAsk, clock });
	return { store, log, addresses, recipients };
}

function createOutboxes(options: MessagesOptions, stored: Stored): Outboxes {
	const { database, events, sessions, outboxTimes, clock, logger } = options;
	const contents = new OutgoingContents({
		...{ ...options, ...stored },
		onMoved: (sessionId) => outboxes.chatsMoved(sessionId),
	});
	const outboxes: Outboxes = new Outboxes({
		...{ database, messages: stored.store, log: stored.log, events, clock, logger },
		store: createOutboxStore(database),
		pacing: createPacingStore(database),
		sessionOf: (id) => sessions.find(id),
		contentOf: (message, connection) => contents.of(message, connection),
		...(outboxTimes && { times: outboxTimes }),
	});
	return outboxes;
}

function createServices(options: MessagesOptions, stored: Stored, outboxes: Outboxes) {
	const messages = new MessagesService({ ...options, ...stored, waiting: outboxes.waiting });
	const acceptance = new MessageAcceptance({
		...{ ...options, ...stored, admission: outboxes },
		wakeOutbox: (id, expiresAt) => outboxes.accepted(id, expiresAt),
	});
	const changes = new MessageChangesService({
		...{ acceptance, messages },
		cancel: (sessionId, messageId) => outboxes.cancel(sessionId, messageId),
	});
	return { acceptance, changes, messages, chats: new ChatsService({ ...options, ...stored }) };
}

/** What the media folder asks about messages, in the words of its options. */
export function createMediaQuestions({
	database,
	sessions,
}: Pick<MessagesOptions, 'database' | 'sessions'>) {
	const store = createMessagesStore(database);
	const reupload = new MediaReupload({ sessions, store });
	return {
		known: store.mediaFiles(),
		usesOf: createMediaUsesStore(database).usesOf,
		requestReupload: (message: { sessionId: string; id: string }) => reupload.request(message),
	};
}
