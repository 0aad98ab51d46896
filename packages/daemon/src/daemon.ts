import { join } from 'node:path';
import type { Config } from './config.js';
import { isLoopback } from './config-values.js';
import { createEventLog, highestEventId } from './events/event-log.store.js';
import { EventRetention } from './events/event-retention.js';
import { eventsRoutes } from './events/events.routes.js';
import { groupsRoutes } from './groups/groups.routes.js';
import { createGroups } from './groups/groups.js';
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
import { chatsRoutes } from './messages/chats.routes.js';
import { Contacts } from './messages/contacts/contacts.js';
import { createContactsStore } from './messages/contacts/contacts.store.js';
import { messagesRoutes } from './messages/messages.routes.js';
import { createMediaQuestions, createMessages } from './messages/messages.js';
import type { OutboxTimes } from './messages/outbox/outbox-times.js';
import { CheckLimit } from './numbers/check-limit.js';
import { numbersRoutes } from './numbers/numbers.routes.js';
import { NumbersService } from './numbers/numbers.service.js';
import { systemClock, type Clock } from './runtime/clock.js';
import { createIds, type Ids } from './runtime/ids.js';
import type { Logger } from './runtime/logger.js';
import type { Session } from './sessions/session.js';
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
	const place = { url: '', port: config.port };
	const adminKey = loadAdminKey({ ...config, environment: environmentOf(config) });
	const ids = createIds(highestEventId(database));
	const events = createEventLog({ database, ids, clock, logger });
	const parts: Parts = { config, database, events, ids, clock, logger, place };
	const features = {
		...createMessaging(parts, options),
		...createAccess(parts, adminKey.key),
	};
	const closing = new AbortController();
	const { app, streams } = createHttp(parts, features, closing.signal);
	const { host, port } = config;
	const server = await startHttpServer({ app, host, port, streams, clock });
	Object.assign(place, { url: server.url, port: server.port });
	const restored = startFeatures(features);
	const close = async () => {
		closing.abort();
		await server.close();
		await closeFeatures(features);
		database.close();
	};
	let closed: Promise<void> | undefined;
	return {
		...{ url: server.url, port: server.port, mode },
		adminKey: adminKey.key,
		adminKeyFile: adminKey.file,
		isAdminKeyNew: adminKey.isNew,
		restored,
		close: () => (closed ??= close()),
	};
}

/** What the features are made of. */
interface Parts {
	config: Config;
	database: Database;
	events: ReturnType<typeof createEventLog>;
	ids: Ids;
	clock: Clock;
	logger: Logger;
	/** Where it listens, once that is known. */
	place: { url: string; port: number };
}

type Features = ReturnType<typeof createMessaging> & ReturnType<typeof createAccess>;

const environmentOf = ({ whatsapp }: Config) => (whatsapp.mode === 'live' ? 'live' : 'test');

/** Ports of this machine that are never called; the sandbox answers on that of its WebSocket. */
const ownPortsOf =
	({ config: { whatsapp }, place }: Parts) =>
	(): number[] =>
		whatsapp.mode === 'sandbox' ? [place.port, Number(new URL(whatsapp.url).port)] : [place.port];

/** Sessions, and what flows through them: they know each other, so they find each other when asked. */
function createMessaging(parts: Parts, { tuning, outboxTimes }: DaemonOptions) {
	const { config, database, clock, logger } = parts;
	const found = { find: (id: string): Session => sessions.find(id) };
	const connector = createWhatsAppConnector({
		...{ logger, clock, server: config.whatsapp },
		...(tuning && { tuning }),
	});
	const media = createMedia({
		...{ ...parts, connector, ownPorts: ownPortsOf(parts), version: readVersion() },
		...createMediaQuestions({ database, sessions: found }),
	});
	const contacts = new Contacts({ store: createContactsStore(database), connector });
	const groups = createGroups({ ...parts, connector, contacts, sessions: found });
	const limit = new CheckLimit({ clock });
	const messages = createMessages({
		...{ ...parts, connector, contacts, media, outboxTimes },
		...{ groups: groups.log, sessions: found },
		mayAsk: (id) => !found.find(id).pacing.enabled || limit.take(id),
	});
	const credentials = createCredentialsStore({ database, logger });
	const sessions = new SessionsService({
		...{ ...parts, connector, traffic: messages.traffic, maxSessions: config.maxSessions },
		store: createSessionsStore(database),
		credentialsOf: (id) => credentials.forSession(id),
		countOutbox: (id) => messages.countOutbox(id),
		isLive: config.whatsapp.mode === 'live',
	});
	const numbers = new NumbersService({
		...{ sessions, limit },
		remember: (sessionId, answers) => messages.recipients.remember(sessionId, answers),
	});
	const linking = new LinkingService({
		...{ ...parts, sessions },
		publicUrl: () => config.publicUrl ?? parts.place.url,
	});
	return { connector, media, groups: groups.service, messages, sessions, numbers, linking };
}

/** Who may ask, and who is told. */
function createAccess(parts: Parts, adminKey: string) {
	const { config, database } = parts;
	const keys = new KeysService({
		...{ ...parts, store: new SqliteKeysStore({ database }), adminKey },
		environment: environmentOf(config),
	});
	const webhooks = createWebhooks({
		...{ ...parts, keys, version: readVersion() },
		outbound: {
			allow: config.outboundAllow,
			allowsLoopback: isLoopback(config.host),
			ownPorts: ownPortsOf(parts),
		},
	});
	const retention = new EventRetention({ ...parts, days: config.eventRetentionDays });
	return { keys, webhooks, retention, eventRoutes: eventsRoutes({ ...parts, keys }) };
}

function createHttp(parts: Parts, features: Features, closing: AbortSignal) {
	const { config, database } = parts;
	const { messages, media, keys, eventRoutes } = features;
	const handlers: Handlers = {
		...healthRoutes({ database, mode: config.whatsapp.mode, isClosing: () => closing.aborted }),
		...keysRoutes({ keys }),
		...eventRoutes.handlers,
		...webhookEndpointsRoutes(features.webhooks.service),
		...sessionsRoutes(features.sessions),
		...linkingRoutes(features.linking),
		...messagesRoutes(messages),
		...chatsRoutes(messages.chats),
		...groupsRoutes(features.groups),
		...numbersRoutes(features.numbers),
		...mediaRoutes(media, (sessionId, id) => messages.messages.find(sessionId, id)),
	};
	const app = createApp({
		...{ ...parts, handlers, closing, maxFileSize: config.maxFileSize },
		authenticate: (request) => keys.authenticate(request),
		redeemTicket: eventRoutes.redeemTicket,
	});
	return { app, streams: [eventRoutes] };
}

/** @returns when each session has had its turn to connect. */
function startFeatures({ webhooks, retention, media, messages, sessions }: Features) {
	webhooks.start();
	retention.start();
	media.start();
	messages.start();
	return sessions.restore();
}

/** Those first that others still hear from. */
async function closeFeatures(features: Features): Promise<void> {
	features.messages.close();
	await features.sessions.close();
	await features.connector.close();
	await features.media.close();
	await features.webhooks.close();
	await features.retention.close();
}
