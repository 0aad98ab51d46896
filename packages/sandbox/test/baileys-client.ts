import { EventEmitter, once } from 'node:events';
import { inspect } from 'node:util';
import {
	DisconnectReason,
	initAuthCreds,
	jidNormalizedUser,
	makeWASocket,
	WA_CERT_DETAILS,
	type AuthenticationCreds,
	type AuthenticationState,
	type BaileysEventMap,
	type SignalDataSet,
	type SignalDataTypeMap,
	type UserFacingSocketConfig,
	type WAMessage,
	type WASocket,
} from '@whiskeysockets/baileys';
import type { Sandbox } from '../src/index.js';
import { EventRecord } from './event-record.js';

type Logger = NonNullable<UserFacingSocketConfig['logger']>;
type ConnectionUpdate = BaileysEventMap['connection.update'];

/** A received or own message with the way it came (`notify`, `append`). */
export type SeenMessage = WAMessage & { readonly upsertType: string };

export interface ClientOptions {
	/** Credentials of an earlier client, to log in again. */
	readonly auth?: AuthenticationState;
	readonly config?: Partial<UserFacingSocketConfig>;
	/** How long `until` and what is built on it wait. */
	readonly patienceMs?: number;
}

/** What a client needs to know of a sandbox, in this process or another. */
export type Server = Pick<Sandbox, 'url' | 'rootKey'>;

/** Pins the sandbox's Noise root, as a client must that wants to know whom it talks to. */
export function pinRoot(sandbox: Pick<Server, 'rootKey'>): void {
	const details: { PUBLIC_KEY: Uint8Array } = WA_CERT_DETAILS;
	details.PUBLIC_KEY = Buffer.from(sandbox.rootKey, 'hex');
}

/** An unmodified Baileys client with credentials in memory. It connects again after 515, as asked. */
export class BaileysClient {
	readonly auth: AuthenticationState;
	readonly messages: SeenMessage[] = [];
	/** Latest status per own message id, from updates and upserts alike. */
	readonly statuses = new Map<string, number>();
	readonly ackErrors = new Map<string, string>();
	readonly problems: string[] = [];
	/** Everything it reported, of all its connections. */
	readonly events: EventRecord;
	readonly #sandbox: Server;
	readonly #config: Partial<UserFacingSocketConfig>;
	readonly #patienceMs: number;
	readonly #changed = new EventEmitter();
	readonly #updates: ConnectionUpdate[] = [];
	#socket: WASocket | undefined;
	#closed = false;

	constructor(sandbox: Server, { auth, config = {}, patienceMs = 10_000 }: ClientOptions = {}) {
		pinRoot(sandbox);
		letTimersEnd();
		this.#sandbox = sandbox;
		this.#config = config;
		this.#patienceMs = patienceMs;
		this.events = new EventRecord((look) => this.until(look));
		this.auth = auth ?? memoryAuth();
		this.#connect();
	}

	get socket(): WASocket {
		if (!this.#socket) throw new Error('The client is not connected.');
		return this.#socket;
	}

	/** Own phone-number jid without device. */
	get jid(): string {
		return jidNormalizedUser(this.socket.user?.id);
	}

	async qr(): Promise<string> {
		const { qr } = await this.#update((update) => update.qr !== undefined);
		return qr ?? '';
	}

	async opened(): Promise<void> {
		await this.#update((update) => update.connection === 'open');
	}

	/** Status code and message of the next (or last) disconnect that is not 515. */
	async closed(): Promise<{ code: number | undefined; message: string }> {
		const { lastDisconnect } = await this.#update(
			(update) =>
				update.connection === 'close' && codeOf(update) !== DisconnectReason.restartRequired,
		);
		return {
			code: codeOf({ ...(lastDisconnect && { lastDisconnect }) }),
			message: lastDisconnect?.error?.message ?? '',
		};
	}

	async message(where: (message: SeenMessage) => boolean): Promise<SeenMessage> {
		return this.until(() => this.messages.find(where));
	}

	async messageWithText(text: string): Promise<SeenMessage> {
		return this.message((message) => textOf(message) === text);
	}

	/** Waits until an own message has reached a status (Baileys' numbers: 3 delivered, 4 read, 0 error). */
	async status(id: string, atLeast: number): Promise<number> {
		const found = await this.until(() => {
			const status = this.statuses.get(id);
			if (status === undefined) return undefined;
			return (atLeast === 0 ? status === 0 : status >= atLeast) ? { status } : undefined;
		});
		return found.status;
	}

	/** Waits until the client has something; checks again after each of its events. */
	async until<T>(look: () => T | undefined, timeoutMs = this.#patienceMs): Promise<T> {
		const signal = AbortSignal.timeout(timeoutMs);
		for (let found = look(); ; found = look()) {
			if (found !== undefined) return found;
			await this.#nextChange(signal);
		}
	}

	/** Hangs up without unlinking. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#socket?.end(undefined);
	}

	/** Thrown here, the error tells where in the test nothing came. */
	async #nextChange(signal: AbortSignal): Promise<void> {
		try {
			await once(this.#changed, 'change', { signal });
		} catch (cause) {
			throw new Error('The client has not reported what was waited for.', { cause });
		}
	}

	#update(matches: (update: ConnectionUpdate) => boolean): Promise<ConnectionUpdate> {
		return this.until(() => this.#updates.findLast(matches));
	}

	#connect(): void {
		const socket = makeWASocket({
			auth: this.auth,
			waWebSocketUrl: this.#sandbox.url,
			logger: recordingLogger(this.problems),
			markOnlineOnConnect: true,
			...this.#config,
		});
		this.#socket = socket;
		socket.ev.process((events) => {
			this.events.add(events);
			this.#changed.emit('change');
		});
		socket.ev.on('creds.update', (creds: Partial<AuthenticationCreds>) => {
			Object.assign(this.auth.creds, creds);
		});
		socket.ev.on('connection.update', (update) => {
			const restart = codeOf(update) === DisconnectReason.restartRequired;
			this.#updates.push(update);
			if (update.connection === 'close' && restart && !this.#closed) this.#connect();
			this.#changed.emit('change');
		});
		socket.ev.on('messages.upsert', ({ messages, type }) => {
			for (const message of messages) this.#see({ ...message, upsertType: type });
			this.#changed.emit('change');
		});
		socket.ev.on('messages.update', (updates) => {
			for (const { key, update } of updates) this.#note(key.id, update.status, update);
			this.#changed.emit('change');
		});
	}

	#see(message: SeenMessage): void {
		this.messages.push(message);
		if (message.key.fromMe) this.#note(message.key.id, message.status, message);
	}

	#note(
		id: string | null | undefined,
		status: number | null | undefined,
		{ messageStubParameters }: { readonly messageStubParameters?: unknown },
	): void {
		if (!id || status === null || status === undefined) return;
		this.statuses.set(id, status === 0 ? 0 : Math.max(status, this.statuses.get(id) ?? 0));
		if (status === 0) this.ackErrors.set(id, stubText(messageStubParameters));
	}
}

/** Baileys puts the number of an ack error into the first stub parameter. */
function stubText(parameters: unknown): string {
	const first: unknown = Array.isArray(parameters) ? parameters[0] : undefined;
	return typeof first === 'string' ? first : '';
}

export function textOf({ message }: WAMessage): string | undefined {
	return message?.conversation || message?.extendedTextMessage?.text || undefined;
}

export function codeOf({ lastDisconnect }: ConnectionUpdate): number | undefined {
	const error: unknown = lastDisconnect?.error;
	if (!(error instanceof Error) || !('output' in error)) return undefined;
	const output = error.output as { statusCode?: number };
	return output.statusCode;
}

export function memoryAuth(): AuthenticationState {
	const values = new Map<string, unknown>();
	return {
		creds: initAuthCreds(),
		keys: {
			get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
				const found: { [id: string]: SignalDataTypeMap[T] } = {};
				for (const id of ids) {
					const value = values.get(`${type} ${id}`) as SignalDataTypeMap[T] | undefined;
					if (value !== undefined) found[id] = value;
				}
				return found;
			},
			set(data: SignalDataSet) {
				for (const [type, entries] of Object.entries(data)) {
					for (const [id, value] of Object.entries(entries ?? {})) {
						if (value === null) values.delete(`${type} ${id}`);
						else values.set(`${type} ${id}`, value);
					}
				}
			},
		},
	};
}

/** Logged at every end of a connection by the server, the restart after linking included. */
const EXPECTED_RESTART = 'stream errored out';

const LET_TIMERS_END = Symbol.for('waypost.sandbox.test.let-timers-end');

/**
 * A closed Baileys client leaves timers of up to 60 s behind (the time limit of its key upload in
 * Socket/socket.js, and delays in Utils/generics.js). They must not keep the test run alive.
 */
function letTimersEnd(): void {
	const scheduled: typeof setTimeout & { [LET_TIMERS_END]?: true } = globalThis.setTimeout;
	if (scheduled[LET_TIMERS_END]) return;
	const unreferenced = (task: () => void, delay?: number, ...rest: unknown[]) =>
		scheduled(task, delay, ...(rest as [])).unref();
	globalThis.setTimeout = Object.assign(unreferenced, scheduled, {
		[LET_TIMERS_END]: true as const,
	}) as typeof setTimeout;
}

/** Keeps what Baileys logs as an error: decryption failures show up here. */
function recordingLogger(problems: string[]): Logger {
	const note = (details: unknown, message?: string) => {
		const { err, error, trace } = (details ?? {}) as Record<string, unknown>;
		if (message === EXPECTED_RESTART) return;
		problems.push(`${message ?? ''} ${inspect(err ?? error ?? trace)}`);
	};
	const silent = () => undefined;
	const logger: Logger = {
		level: 'error',
		child: () => logger,
		trace: silent,
		debug: silent,
		info: silent,
		warn: silent,
		error: note,
	};
	return logger;
}
