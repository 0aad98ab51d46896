import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	CreateWebhookEndpoint,
	type CreatedWebhookEndpoint,
	type Message,
} from '@waypost/contract';
import type { EventLog } from '../src/events/event-log.js';
import { createEventLog, type EventRemover } from '../src/events/event-log.store.js';
import { createAdminCaller, createCaller, type Caller } from '../src/keys/caller.js';
import { KeysService } from '../src/keys/keys.service.js';
import { SqliteKeysStore } from '../src/keys/keys.store.js';
import { createIds } from '../src/runtime/ids.js';
import { createLogger } from '../src/runtime/logger.js';
import { Database } from '../src/storage/database.js';
import { createWebhooks, type Webhooks } from '../src/webhooks/webhooks.js';
import { ManualClock } from './http/manual-clock.js';

export interface Received {
	headers: IncomingHttpHeaders;
	id: string;
	body: string;
}

export interface Reply {
	status: number;
	headers?: Record<string, string>;
	/** Says a lot and never ends. */
	isEndless?: boolean;
	/** Says nothing. */
	isSilent?: boolean;
	/** Says what it says and keeps the connection. */
	isOpen?: boolean;
	/** Waited for before it says anything. */
	after?: Promise<void>;
}

/** A loopback server that webhooks are posted to. */
export class Receiver {
	readonly received: Received[] = [];
	/** How it answers. */
	answer: (request: Received) => Reply = () => ({ status: 204 });
	#server: Server | undefined;
	#port = 0;
	#waiting: { count: number; resolve: () => void } | undefined;

	get url(): string {
		return `http://127.0.0.1:${this.#port}/hook`;
	}

	get ids(): string[] {
		return this.received.map(({ id }) => id);
	}

	/** On the port it had before, when there was one. */
	async listen(): Promise<this> {
		const server = createServer((request, response) => {
			let body = '';
			request.setEncoding('utf8').on('data', (text: string) => (body += text));
			request.on('end', () => {
				const { headers } = request;
				const received = { headers, body, id: String(headers['webhook-id']) };
				this.received.push(received);
				const reply = this.answer(received);
				const answer = () => {
					response.writeHead(reply.status, reply.headers);
					if (reply.isEndless) response.write('x'.repeat(100_000));
					else if (reply.isOpen) response.flushHeaders();
					else response.end();
				};
				if (reply.after) void reply.after.then(answer);
				else if (!reply.isSilent) answer();
				if (this.#waiting && this.received.length >= this.#waiting.count) this.#waiting.resolve();
			});
		});
		await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
		this.#port = (server.address() as AddressInfo).port;
		this.#server = server;
		return this;
	}

	/** Resolves when so many requests have come in all. */
	until(count: number): Promise<void> {
		if (this.received.length >= count) return Promise.resolve();
		return new Promise((resolve) => (this.#waiting = { count, resolve }));
	}

	async close(): Promise<void> {
		const server = this.#server;
		this.#server = undefined;
		if (!server) return;
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

/** Whether one of the signatures fits: Standard Webhooks 1.0, written down once more. */
export function isSignedWith(secret: string, { headers, body, id }: Received): boolean {
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	const content = [id, String(headers['webhook-timestamp']), body].join('.');
	const expected = createHmac('sha256', key).update(content, 'utf8').digest('base64');
	return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}

const ENDS_OF_ATTEMPTS = /webhook delivery (delivered|pending|given up)|webhook endpoint disabled/;

/** Webhooks on a database of their own, a clock that a test moves, and a receiver. */
export class WebhookWorld {
	readonly dataDir = mkdtempSync(join(tmpdir(), 'waypost-webhooks-'));
	readonly clock: ManualClock;
	readonly receiver = new Receiver();
	database!: Database;
	keys!: KeysService;
	events!: EventLog & EventRemover;
	webhooks!: Webhooks;
	#settled = 0;
	#awaitedLine: { text: string; resolve: () => void } | undefined;
	#waiting: { count: number; resolve: () => void } | undefined;

	constructor({ clock = new ManualClock() } = {}) {
		this.clock = clock;
	}

	async start(): Promise<this> {
		await this.receiver.listen();
		this.startDaemon();
		return this;
	}

	startDaemon(): void {
		const { clock } = this;
		const ids = createIds();
		const destination = { write: (line: string) => this.#onLine(line) };
		const logger = createLogger({ level: 'debug', destination });
		this.database = new Database({ file: join(this.dataDir, 'waypost.db') });
		this.events = createEventLog({ database: this.database, ids, logger, clock });
		this.keys = new KeysService({
			...{ store: new SqliteKeysStore({ database: this.database }), logger, clock },
			...{ adminKey: 'tests-Admin-Key-0123456789-abcdefghij', environment: 'test' },
		});
		const { database, events, keys } = this;
		this.webhooks = createWebhooks({
			...{ database, events, keys, ids, clock, logger, version: '1.2.3' },
			outbound: { allow: [], allowsLoopback: true, ownPorts: () => [9297] },
			random: () => 0.5,
		});
		this.webhooks.start();
	}

	async stopDaemon(): Promise<void> {
		await this.webhooks.close();
		this.database.close();
	}

	/** Who calls with a new key for these sessions. */
	callerOf(sessions: string[], expiresAt?: string): Caller {
		const rights = { scopes: ['webhooks:manage' as const], sessions, ipAllow: [] };
		const key = { name: 'n8n', ...rights, ...(expiresAt !== undefined && { expiresAt }) };
		const { id: keyId } = this.keys.create(key, createAdminCaller());
		return createCaller({ keyId, name: 'n8n', maxSessions: null, ...rights });
	}

	create(
		input: Partial<CreateWebhookEndpoint> = {},
		caller: Caller = createAdminCaller(),
	): Promise<CreatedWebhookEndpoint> {
		const body = CreateWebhookEndpoint.parse({ url: this.receiver.url, ...input });
		return this.webhooks.service.create(body, caller);
	}

	/** A text that came in a chat. */
	receive(text = 'hi', chat = '491700000002@s.whatsapp.net', sessionId = 'sales'): void {
		const phoneNumber = `+${chat.split('@')[0] ?? ''}`;
		const message = {
			text,
			chat: { id: chat, kind: 'direct', phoneNumber, lid: null, name: null },
		};
		this.events.publish('message.received', sessionId, { message: message as unknown as Message });
	}

	/** Resolves when so many attempts in all have ended and are stored. */
	async settled(count: number): Promise<void> {
		if (this.#settled < count) {
			await new Promise<void>((resolve) => (this.#waiting = { count, resolve }));
		}
		// The queue notes the next time after the line was written.
		await new Promise((resolve) => setImmediate(resolve));
	}

	/** Resolves at the next line of the log with this text. */
	nextLogged(text: string): Promise<void> {
		return new Promise((resolve) => (this.#awaitedLine = { text, resolve }));
	}

	#onLine(line: string): void {
		if (this.#awaitedLine && line.includes(this.#awaitedLine.text)) this.#awaitedLine.resolve();
		if (!ENDS_OF_ATTEMPTS.test(line)) return;
		this.#settled += 1;
		if (this.#waiting && this.#settled >= this.#waiting.count) this.#waiting.resolve();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stopDaemon();
		await this.receiver.close();
		rmSync(this.dataDir, { recursive: true, force: true });
	}
}
