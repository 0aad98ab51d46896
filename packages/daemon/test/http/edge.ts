import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES, type CreatedApiKey, type RouteName } from '@waypost/contract';
import type { Express } from 'express';
import type { EventLog } from '../../src/events/event-log.js';
import {
	createEventLog,
	type EventReader,
	type EventRemover,
} from '../../src/events/event-log.store.js';
import { eventsRoutes, type EventsRoutes } from '../../src/events/events.routes.js';
import { healthRoutes } from '../../src/health/health.routes.js';
import { createApp } from '../../src/http/app.js';
import type { Handlers } from '../../src/http/route.js';
import { startHttpServer, type HttpServer } from '../../src/http/server.js';
import { createAdminCaller } from '../../src/keys/caller.js';
import { keysRoutes } from '../../src/keys/keys.routes.js';
import { KeysService, type NewApiKey } from '../../src/keys/keys.service.js';
import { SqliteKeysStore } from '../../src/keys/keys.store.js';
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import { createIds } from '../../src/runtime/ids.js';
import { createLogger } from '../../src/runtime/logger.js';
import { Database } from '../../src/storage/database.js';

export const ADMIN_KEY = 'tests-Admin-Key-0123456789-abcdefghij';

export interface EdgeOptions {
	handlers?: Partial<Handlers>;
	clock?: Clock;
	maxFileSize?: number;
	allowedHosts?: string[];
	allowedOrigins?: string[];
	drainMs?: number;
	/** One that another edge has left behind; it is removed at the end. */
	dataDir?: string;
}

export interface RequestOptions extends RequestInit {
	key?: string | null;
	/** Sent as JSON. */
	json?: unknown;
}

/** Answers 200 `{}` on every route. */
const emptyHandlers = (): Handlers =>
	Object.fromEntries(
		Object.keys(ROUTES).map((name) => [name, () => ({ status: 200, body: {} })]),
	) as unknown as Handlers;

/** A path of the route with every parameter filled in. */
export const pathOf = (name: RouteName, sessionId = 'sales'): string =>
	ROUTES[name].path.replace(':sessionId', sessionId).replaceAll(/:\w+/g, 'x1');

/** A listening HTTP edge on a real database in a temporary folder. */
export class Edge {
	readonly dataDir: string;
	readonly database: Database;
	readonly logged: string[] = [];
	readonly logger = createLogger({
		level: 'debug',
		destination: { write: (line) => this.#onLine(line) },
	});
	readonly log: EventLog & EventReader & EventRemover;
	readonly keys: KeysService;
	readonly streams: EventsRoutes;
	readonly app: Express;
	readonly closing = new AbortController();
	#waiting: { text: string; resolve: () => void } | undefined;
	#server: HttpServer | undefined;
	readonly #drainMs: number | undefined;

	constructor(options: EdgeOptions = {}) {
		this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'waypost-edge-'));
		this.database = new Database({ file: join(this.dataDir, 'waypost.db') });
		const { database, logger } = this;
		const { clock = systemClock, allowedHosts = [], allowedOrigins = [] } = options;
		this.#drainMs = options.drainMs;
		this.log = createEventLog({ database, ids: createIds(), logger, clock });
		this.keys = new KeysService({
			...{ store: new SqliteKeysStore({ database }), adminKey: ADMIN_KEY, logger, clock },
			environment: 'live',
		});
		this.streams = eventsRoutes({ events: this.log, keys: this.keys, logger, clock });
		const closing = this.closing.signal;
		const isClosing = () => closing.aborted;
		this.app = createApp({
			handlers: {
				...emptyHandlers(),
				...healthRoutes({ database, isClosing, version: '1.2.3', mode: 'sandbox', clock }),
				...keysRoutes({ keys: this.keys }),
				...this.streams.handlers,
				...options.handlers,
			},
			authenticate: (request) => this.keys.authenticate(request),
			redeemTicket: this.streams.redeemTicket,
			config: {
				...{ host: '127.0.0.1', dataDir: this.dataDir, publicUrl: null },
				...{ allowedHosts, allowedOrigins },
			},
			...{ logger, closing, clock },
			...(options.maxFileSize !== undefined && { maxFileSize: options.maxFileSize }),
		});
	}

	async start(): Promise<this> {
		this.#server = await startHttpServer({
			...{ app: this.app, host: '127.0.0.1', port: 0, streams: [this.streams] },
			...(this.#drainMs !== undefined && { drainMs: this.#drainMs }),
		});
		return this;
	}

	#onLine(line: string): void {
		this.logged.push(line);
		if (this.#waiting && line.includes(this.#waiting.text)) this.#waiting.resolve();
	}

	get url(): string {
		return this.#server?.url ?? '';
	}

	get port(): number {
		return this.#server?.port ?? 0;
	}

	/** Creates a key as the admin. */
	createKey(input: Partial<NewApiKey> = {}): CreatedApiKey {
		const defaults = { name: 'test', sessions: ['*'], ipAllow: [] };
		const rights = input.scopes || input.preset ? {} : { scopes: ['admin' as const] };
		return this.keys.create({ ...defaults, ...rights, ...input }, createAdminCaller());
	}

	/** Calls the API with the admin key, another one, or none (`key: null`). */
	request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
		const { key = ADMIN_KEY, json, headers, ...init } = options;
		return fetch(this.url + path, {
			method,
			headers: {
				...(key !== null && { authorization: `Bearer ${key}` }),
				...(json !== undefined && { 'content-type': 'application/json' }),
				...(headers as Record<string, string> | undefined),
			},
			...(json !== undefined && { body: JSON.stringify(json) }),
			...init,
		});
	}

	/** Resolves at the next line of the log with this text. */
	nextLogged(text: string): Promise<void> {
		return new Promise((resolve) => (this.#waiting = { text, resolve }));
	}

	/** Publishes one event of a session. */
	publish(sessionId = 'sales'): void {
		this.log.publish('session.state', sessionId, {
			...{ from: 'connecting', to: 'connected', reason: null },
		});
	}

	async stopServer(): Promise<void> {
		await this.#server?.close();
	}

	/** As at the end of a process; the data folder stays. */
	async stop(): Promise<void> {
		await this.stopServer();
		await this.streams.close();
		this.database.close();
	}

	async close(): Promise<void> {
		await this.stop();
		rmSync(this.dataDir, { recursive: true, force: true });
	}
}

/** Status and problem code of an answer. */
export async function problemOf(response: Response): Promise<{ status: number; code: string }> {
	const { code } = (await response.json()) as { code: string };
	return { status: response.status, code };
}
