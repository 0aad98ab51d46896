import './unref-long-timers.js';
import { rm } from 'node:fs/promises';
import type { EventType, Link, Message, Problem, Session, WaypostEvent } from '@waypost/contract';
import { createClient, type Waypost } from '@waypost/client';
import { createSandbox, type Phone, type Sandbox, type SandboxOptions } from '@waypost/sandbox';
import { createDaemon, createLogger, readConfig, type Config, type Daemon } from '../src/index.js';
import type { DaemonOptions } from '../src/daemon.js';
import { identityOfTheRun } from '../../sandbox/test/identity-of-the-run.js';
import { daemonEnvironment } from './daemon-environment.js';
import { makeFastFolder } from './fast-folder.js';

export interface WorldOptions {
	config?: Partial<Config>;
	sandbox?: SandboxOptions;
	tuning?: DaemonOptions['tuning'];
	outboxTimes?: DaemonOptions['outboxTimes'];
	logger?: DaemonOptions['logger'];
}

/** An HTTP answer as a test reads it. */
export interface Answer<T> {
	status: number;
	headers: Headers;
	body: T;
}

export interface CallOptions {
	key?: string | null;
	json?: unknown;
	form?: FormData;
	headers?: Record<string, string>;
}

export interface LinkedSession {
	id: string;
	/** The phone whose number is linked. */
	phone: Phone;
}

const ANNA = '+491700000001';
const BEN = '+491700000002';

/** A daemon and a sandbox on free ports, with a data folder of their own. */
export class World {
	readonly sandbox: Sandbox;
	readonly dataDir: string;
	daemon!: Daemon;
	readonly #options: WorldOptions;
	readonly #cleanUp: (() => Promise<void>)[] = [];

	private constructor(sandbox: Sandbox, dataDir: string, options: WorldOptions) {
		this.sandbox = sandbox;
		this.dataDir = dataDir;
		this.#options = options;
	}

	static async start(options: WorldOptions = {}): Promise<World> {
		const identityDir = await identityOfTheRun();
		const sandbox = await createSandbox({
			port: 0,
			...(identityDir !== undefined && { identityDir }),
			...options.sandbox,
		});
		const dataDir = await makeFastFolder('waypost-world-');
		const world = new World(sandbox, dataDir, options);
		await world.startDaemon();
		return world;
	}

	get client(): Waypost {
		return createClient({ url: this.daemon.url, apiKey: this.daemon.adminKey });
	}

	/** The environment a daemon process needs for this sandbox and data folder. */
	environment(dataDir = this.dataDir): Record<string, string> {
		return {
			...daemonEnvironment(this.sandbox, dataDir),
			WAYPOST_LOG_LEVEL: process.env['WAYPOST_LOG_LEVEL'] ?? 'silent',
		};
	}

	async startDaemon(dataDir = this.dataDir): Promise<Daemon> {
		const { config } = readConfig(this.environment(dataDir), this.#options.config);
		const { tuning, outboxTimes } = this.#options;
		this.daemon = await createDaemon({
			config,
			logger: this.#options.logger ?? createLogger({ level: config.logLevel }),
			...(tuning && { tuning }),
			...(outboxTimes && { outboxTimes }),
		});
		return this.daemon;
	}

	async restart(): Promise<void> {
		await this.daemon.close();
		await this.startDaemon();
	}

	/** Runs at the end, before the daemon is closed. */
	onClose(cleanUp: () => Promise<void>): void {
		this.#cleanUp.push(cleanUp);
	}

	async call<T = unknown>(
		method: string,
		path: string,
		options: CallOptions = {},
	): Promise<Answer<T>> {
		const { key = this.daemon.adminKey, json, form, headers = {} } = options;
		const response = await fetch(this.daemon.url + path, {
			method,
			headers: {
				...(key !== null && { Authorization: `Bearer ${key}` }),
				...(json !== undefined && { 'Content-Type': 'application/json' }),
				...headers,
			},
			...(form && { body: form }),
			...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') ?? false;
		const body = (isJson ? JSON.parse(text) : text) as T;
		return { status: response.status, headers: response.headers, body };
	}

	refusal(method: string, path: string, options: CallOptions = {}): Promise<Answer<Problem>> {
		return this.call<Problem>(method, path, options);
	}

	async anna(): Promise<Phone> {
		return this.sandbox.phone(ANNA) ?? this.sandbox.addPhone({ phoneNumber: ANNA, name: 'Anna' });
	}

	async ben(): Promise<Phone> {
		return this.sandbox.phone(BEN) ?? this.sandbox.addPhone({ phoneNumber: BEN, name: 'Ben' });
	}

	async createSession(id = 'sales'): Promise<Session> {
		const { body } = await this.call<Session>('POST', '/v1/sessions', { json: { id } });
		return body;
	}

	async startLink(id: string, link: object = {}): Promise<Link> {
		const { body } = await this.call<Link>('POST', `/v1/sessions/${id}/link`, { json: link });
		return body;
	}

	/** A session linked to a phone by its QR code, and connected. */
	async linkedSession(id = 'sales', phone?: Phone): Promise<LinkedSession> {
		const owner = phone ?? (await this.anna());
		await this.createSession(id);
		const { qr } = await this.startLink(id);
		if (qr === null) throw new Error(`session ${id} shows no QR code`);
		await owner.scan(qr);
		await this.waitForState(id, 'connected');
		return { id, phone: owner };
	}

	async session(id: string): Promise<Session> {
		return (await this.call<Session>('GET', `/v1/sessions/${id}`)).body;
	}

	async waitForState(id: string, state: Session['state']): Promise<Session> {
		const { status, body } = await this.call<Session>(
			'GET',
			`/v1/sessions/${id}/wait?state=${state}&timeout=20`,
		);
		if (status !== 200) throw new Error(`session ${id} is ${body.state}, not ${state}`);
		return body;
	}

	/** Sends a text and gives the answer's message, accepted. */
	async sendText(id: string, to: string, text: string): Promise<Message> {
		const { status, body } = await this.call<Message>('POST', `/v1/sessions/${id}/messages`, {
			json: { to, text },
		});
		if (status !== 202) throw new Error(`not accepted: ${JSON.stringify(body)}`);
		return body;
	}

	message(id: string, messageId: string): Promise<Message> {
		return this.call<Message>('GET', `/v1/sessions/${id}/messages/${messageId}`).then(
			({ body }) => body,
		);
	}

	/** The first event since the start of the log that is of a type and fits. */
	async event<T extends EventType>(
		type: T,
		fits: (event: Extract<WaypostEvent, { type: T }>) => boolean = () => true,
	): Promise<Extract<WaypostEvent, { type: T }>> {
		const controller = new AbortController();
		const timer = setTimeout(() => controller.abort(), 20_000);
		try {
			const first = (await this.call<{ data: WaypostEvent[] }>('GET', '/v1/events?limit=1')).body;
			const after = first.data[0];
			const known = after ? [after] : [];
			for (const event of known) if (isOf(event, type) && fits(event)) return event;
			const stream = this.client.events.stream({
				...(after && { after: after.id }),
				signal: controller.signal,
			});
			for await (const event of stream) if (isOf(event, type) && fits(event)) return event;
		} finally {
			clearTimeout(timer);
			controller.abort();
		}
		throw new Error(`no event ${type} came in 20 s`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const cleanUp of this.#cleanUp.reverse()) await cleanUp();
		await this.daemon.close();
		await this.sandbox.close();
		await rm(this.dataDir, { recursive: true, force: true });
	}
}

function isOf<T extends EventType>(
	event: WaypostEvent,
	type: T,
): event is Extract<WaypostEvent, { type: T }> {
	return event.type === type;
}
