import { join } from 'node:path';
import type { Config } from './config.js';
import { isLoopback } from './config-values.js';
import { createEventLog } from './events/event-log.store.js';
import { eventsRoutes } from './events/events.routes.js';
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
import { MediaFolder } from './media/media-folder.js';
import { mediaRoutes } from './media/media.routes.js';
import { MediaService } from './media/media.service.js';
import { MessageAcceptance } from './messages/message-acceptance.js';
import { MessageIntake } from './messages/message-intake.js';
import { MessageLog } from './messages/message-log.js';
import { messagesRoutes } from './messages/messages.routes.js';
import { MessagesService } from './messages/messages.service.js';
import { createMessagesStore } from './messages/messages.store.js';
import { RecipientCheck } from './messages/recipient-check.js';
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
	const { config } = options;
	const database = new Database({ file: join(config.dataDir, 'waypost.db') });
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
	const adminKey = loadAdminKey({ ...config, environment });
	const features = createFeatures(database, options, clock);
	const { sessions, messages, acceptance, media, intake, connector, events, ids } = features;
	const keys = new KeysService({
		store: new SqliteKeysStore({ database }),
		adminKey: adminKey.key,
		environment,
		logger,
		clock,
	});
	const closing = new AbortController();
	let url = '';
	let port = config.port;
	const webhooks = createWebhooks({
		...{ database, events, ids, clock, logger, version: readVersion() },
		outbound: {
			allow: config.outboundAllow,
			allowsLoopback: isLoopback(config.host),
			ownPorts: () => [port, ...sandboxPorts(config)],
		},
	});
	const linking = new LinkingService({
		sessions,
		events,
		publicUrl: () => config.publicUrl ?? url,
		clock,
	});
	const eventRoutes = eventsRoutes({ events, keys, logger, clock });
	const handlers: Handlers = {
		...healthRoutes({ database, mode, isClosing: () => closing.signal.aborted }),
		...keysRoutes({ keys }),
		...eventRoutes.handlers,
		...webhookEndpointsRoutes(webhooks.service),
		...sessionsRoutes(sessions),
		...linkingRoutes(linking),
		...messagesRoutes({ acceptance, messages }),
		...numbersRoutes(new NumbersService({ sessions })),
		...mediaRoutes(media, (sessionId, messageId) => messages.find(sessionId, messageId)),
	};
	const app = createApp({
		handlers,
		authenticate: (request) => keys.authenticate(request),
		config,
		logger,
		closing: closing.signal,
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
	const restored = sessions.restore();
	const close = async () => {
		closing.abort();
		await server.close();
		intake.close();
		await sessions.close();
		await connector.close();
		await webhooks.close();
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
function createFeatures(database: Database, options: DaemonOptions, clock: Clock) {
	const { config, logger } = options;
	const ids = createIds();
	const events = createEventLog({ database, ids, clock, logger });
	const credentials = createCredentialsStore({ database, logger });
	const store = createMessagesStore(database);
	const log = new MessageLog({ database, store, events, clock });
	const connector = createWhatsAppConnector({
		logger,
		server: config.whatsapp,
		...(options.tuning && { tuning: options.tuning }),
	});
	const folder = new MediaFolder(join(config.dataDir, 'media'));
	folder.removeAllBut(store.mediaFiles());
	const media = new MediaService({ folder, connector });
	const intake = new MessageIntake({ store, log, media, ids, clock, logger });
	const sessions = new SessionsService({
		database,
		store: createSessionsStore(database),
		credentialsOf: (id) => credentials.forSession(id),
		connector,
		events,
		traffic: intake,
		countOutbox: (id) => store.countOutbox(id),
		maxSessions: config.maxSessions,
		clock,
		logger,
	});
	const messages = new MessagesService({ store, log, sessions, connector, events, clock });
	const acceptance = new MessageAcceptance({
		store,
		log,
		sessions,
		media,
		recipients: new RecipientCheck({ store, connector, clock }),
		connector,
		wakeOutbox: (id) => intake.wake(id),
		ids,
		clock,
	});
	return { sessions, messages, acceptance, media, intake, connector, events, ids };
}
