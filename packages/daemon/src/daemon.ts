import { join } from 'node:path';
import type { Config } from './config.js';
import { isLoopback } from './config-values.js';
import { createEventLog } from './events/event-log.store.js';
import { EventRetention } from './events/event-retention.js';
import { eventsRoutes } from './events/events.routes.js';
import { GroupLog } from './groups/group-log.js';
import { groupsRoutes } from './groups/groups.routes.js';
import { GroupsService } from './groups/groups.service.js';
import { createGroupsStore } from './groups/groups.store.js';
import { KnownGroups } from './groups/known-groups.js';
import { healthRoutes } from './health/health.routes.js';
import { readVersion } from './health/version.js';
import { createApp } from './http/app.js';
import type { Handlers } from './http/route.js';
import { startHttpServer } from './http/server.js';
import { loadAdminKey } from './keys/admin-key.js';
import { keysRoutes } from './keys/keys.routes.js';
import { KeysService } from './keys/keys.service.js';
import { SqliteKeysStore } from './keys/keys.store.js';
import { linkingRoutes } from './linking/linking.routes.js';
import { LinkingService } from './linking/linking.service.js';
import { mediaRoutes } from './media/media.routes.js';
import { createMedia } from './media/media.js';
import { ChatAddresses } from './messages/contacts/chat-addresses.js';
import { chatsRoutes } from './messages/chats.routes.js';
import { ChatsService } from './messages/chats.service.js';
import { Contacts } from './messages/contacts/contacts.js';
import { createContactsStore } from './messages/contacts/contacts.store.js';
import { MediaReupload } from './messages/media-reupload.js';
import { createMediaUsesStore } from './messages/media-uses.store.js';
import { MessageAcceptance } from './messages/accept/message-acceptance.js';
import { MessageChangesService } from './messages/message-changes.service.js';
import { MessageIntake } from './messages/incoming/message-intake.js';
import { MessageLog } from './messages/message-log.js';
import { messagesRoutes } from './messages/messages.routes.js';
import { MessagesService } from './messages/messages.service.js';
import { createMessagesStore } from './messages/messages.store.js';
import type { OutboxTimes } from './messages/outbox/outbox-times.js';
import { createOutboxStore } from './messages/outbox/outbox.store.js';
import { Outboxes } from './messages/outbox/outboxes.js';
import { OutgoingContents } from './messages/outbox/outgoing-contents.js';
import { createPacingStore } from './messages/pacing/pacing.store.js';
import { createNumberChecksStore } from './messages/contacts/number-checks.store.js';
import { createReceiptsStore } from './messages/incoming/receipts.store.js';
import { RecipientCheck } from './messages/contacts/recipient-check.js';
import { CheckLimit } from './numbers/check-limit.js';
import { numbersRoutes } from './numbers/numbers.routes.js';
import { NumbersService } from './numbers/numbers.service.js';
import { systemClock, type Clock } from './runtime/clock.js';
import { createIds } from './runtime/ids.js';
import type { Logger } from './runtime/logger.js';
import { sessionsRoutes } from './sessions/sessions.routes.js';
import { SessionsService } from './sessions/sessions.service.js';
import { createSessionsStore } from './sessions/sessions.store.js';
import { createCredentialsStore } from './storage/credentials-store.js';
import { Database } from './storage/database.js';
import { assertMode } from './storage/mode.js';
import { webhookEndpointsRoutes } from './webhooks/webhook-endpoints.routes.js';
import { createWebhooks } from './webhooks/webhooks.js';
import { createWhatsAppConnector, type ConnectorTuning } from './whatsapp/baileys-connector.js';

export interface DaemonOptions {
	config: Config;
	logger: Logger;
	clock?: Clock;
	/** Times of the connection to WhatsApp, in milliseconds; for tests. */
	tuning?: ConnectorTuning;
	/** Times of the outbox, in milliseconds; for tests. */
	outboxTimes?: Partial<OutboxTimes>;
	/** Called before each commit; when it throws, the commit fails. For tests. */
	beforeCommit?: () => void;
}

export interface Daemon {
	/** Where it listens. */
	readonly url: string;
	readonly port: number;
	readonly mode: 'live' | 'sandbox';
	readonly adminKey: string;
	/** Where the admin key is kept; null when it came from the environment. */
	readonly adminKeyFile: string | null;
	/** True when this start made the admin key. */
	readonly isAdminKeyNew: boolean;
	/** Resolves when each session has had its turn to connect. */
	readonly restored: Promise<void>;
	/** Stops taking requests, lets those under way end, keeps all sessions for the next start. */
	close(): Promise<void>;
}

/** Puts the daemon together and starts it. Nothing stays open when it throws. */
export async function createDaemon(options: DaemonOptions): Promise<Daemon> {
	const { config, beforeCommit } = options;
	const database = new Database({ file: join(config.dataDir, 'waypost.db'), beforeCommit });
	try {
		return await start(database, options);
	} catch (error) {
		database.close();
		throw error;
	}
}

async function start(database: Database, options: DaemonOptions): Promise<Daemon> {
	const { config, logger, clock = systemClock } = options;
	const { mode } = config.whatsapp;
	assertMode(database, mode, config.dataDir);
	const environment = mode === 'live' ? 'live' : 'test';
	let port = config.port;
	const adminKey = loadAdminKey({ ...config, environment });
	const ownPorts = () => [port, ...sandboxPorts(config)];
	const features = createFeatures(database, options, clock, ownPorts);
	const { sessions, messages, acceptance, media, outboxes, connector, events, ids } = features;
	const { chats, changes, groups, recipients } = features;
	const keys = new KeysService({
		store: new SqliteKeysStore({ database }),
		adminKey: adminKey.key,
		environment,
		logger,
		clock,
	});
	const closing = new AbortController();
	let url = '';
	const webhooks = createWebhooks({
		...{ database, events, keys, ids, clock, logger, version: readVersion() },
		outbound: {
			allow: config.outboundAllow,
			allowsLoopback: isLoopback(config.host),
			ownPorts,
		},
	});
	const linking = new LinkingService({
		sessions,
		events,
		publicUrl: () => config.publicUrl ?? url,
		clock,
	});
	const eventRoutes = eventsRoutes({ events, keys, logger, clock });
	const retention = new EventRetention({
		...{ database, events, days: config.eventRetentionDays, clock, logger },
	});
	const handlers: Handlers = {
		...healthRoutes({ database, mode, isClosing: () => closing.signal.aborted }),
		...keysRoutes({ keys }),
		...eventRoutes.handlers,
		...webhookEndpointsRoutes(webhooks.service),
		...sessionsRoutes(sessions),
		...linkingRoutes(linking),
		...messagesRoutes({ acceptance, changes, messages }),
		...chatsRoutes(chats),
		...groupsRoutes(groups),
		...numbersRoutes(
			new NumbersService({
				...{ sessions, limit: new CheckLimit({ clock }) },
				remember: (sessionId, answers) => recipients.remember(sessionId, answers),
			}),
		),
		...mediaRoutes(media, (sessionId, messageId) => messages.find(sessionId, messageId)),
	};
	const app = createApp({
		handlers,
		authenticate: (request) => keys.authenticate(request),
		redeemTicket: eventRoutes.redeemTicket,
		config,
		logger,
		closing: closing.signal,
		maxFileSize: config.maxFileSize,
		clock,
	});
	const server = await startHttpServer({
		app,
		host: config.host,
		port: config.port,
		streams: [eventRoutes],
		clock,
	});
	({ url, port } = server);
	webhooks.start();
	retention.start();
	media.start();
	outboxes.start();
	const restored = sessions.restore();
	const close = async () => {
		closing.abort();
		await server.close();
		chats.close();
		outboxes.close();
		await sessions.close();
		await connector.close();
		await media.close();
		await webhooks.close();
		await retention.close();
		database.close();
	};
	let closed: Promise<void> | undefined;
	return {
		url,
		port: server.port,
		mode,
		adminKey: adminKey.key,
		adminKeyFile: adminKey.file,
		isAdminKeyNew: adminKey.isNew,
		restored,
		close: () => (closed ??= close()),
	};
}

/** The sandbox answers on the port of its WebSocket. */
const sandboxPorts = ({ whatsapp }: Config): number[] =>
	whatsapp.mode === 'sandbox' ? [Number(new URL(whatsapp.url).port)] : [];

/** Sessions and messages, which know each other: traffic flows from one to the other and back. */
function createFeatures(
	database: Database,
	options: DaemonOptions,
	clock: Clock,
	ownPorts: () => readonly number[],
) {
	const { config, logger } = options;
	const ids = createIds();
	const events = createEventLog({ database, ids, clock, logger });
	const credentials = createCredentialsStore({ database, logger });
	const store = createMessagesStore(database);
	const learned = createContactsStore(database);
	const receipts = createReceiptsStore(database);
	const log = new MessageLog({ database, store, receipts, contacts: learned, events, clock });
	const connector = createWhatsAppConnector({
		logger,
		server: config.whatsapp,
		...(options.tuning && { tuning: options.tuning }),
	});
	const media = createMedia({
		...{ config, connector, events, clock, logger, ownPorts, version: readVersion() },
		known: store.mediaFiles(),
		usesOf: createMediaUsesStore(database).usesOf,
		requestReupload: (message) => reupload.request(message),
	});
	const contacts = new Contacts({ store: learned, connector });
	const checks = createNumberChecksStore(database);
	const addresses = new ChatAddresses({ connector, contacts, checks });
	const recipients = new RecipientCheck({ store, addresses, checks, clock });
	const contents = new OutgoingContents({ store, log, recipients, media, clock });
	const outboxes: Outboxes = new Outboxes({
		...{ database, messages: store, log, events, clock, logger },
		store: createOutboxStore(database),
		pacing: createPacingStore(database),
		sessionOf: (id) => sessions.find(id),
		contentOf: (message, connection) => contents.of(message, connection),
		...(options.outboxTimes && { times: options.outboxTimes }),
	});
	const known = new KnownGroups();
	const groupLog: GroupLog = new GroupLog({
		...{ database, store: createGroupsStore(database), known, events, clock },
		connectionOf: (id) => sessions.find(id).connection,
	});
	const intake = new MessageIntake({
		...{ database, store, log, contacts, groups: groupLog, outboxes, media, ids, logger },
	});
	const sessions = new SessionsService({
		database,
		store: createSessionsStore(database),
		credentialsOf: (id) => credentials.forSession(id),
		connector,
		events,
		traffic: intake,
		countOutbox: (id) => store.countOutbox(id),
		maxSessions: config.maxSessions,
		isLive: config.whatsapp.mode === 'live',
		clock,
		logger,
	});
	const reupload = new MediaReupload({ sessions, store });
	const messages = new MessagesService({
		...{ store, log, sessions, addresses, events, clock },
		waiting: outboxes.waiting,
	});
	const acceptance = new MessageAcceptance({
		store,
		log,
		sessions,
		media,
		recipients,
		addresses,
		admission: outboxes,
		connector,
		wakeOutbox: (id, expiresAt) => outboxes.accepted(id, expiresAt),
		ids,
		clock,
	});
	const changes = new MessageChangesService({
		...{ acceptance, messages },
		cancel: (sessionId, messageId) => outboxes.cancel(sessionId, messageId),
	});
	const chats = new ChatsService({ sessions, store, log, addresses, clock });
	const groups = new GroupsService({ sessions, known, log: groupLog, contacts, connector });
	return {
		...{ sessions, messages, acceptance, changes, chats, groups, recipients },
		...{ media, outboxes, connector, events, ids },
	};
}
