import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { SessionCredentials } from '../storage/session-credentials.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { AuthState } from './auth-state.js';
import { BaileysConnection } from './baileys-connection.js';
import { loadBaileys, type Baileys } from './baileys.js';
import { chatAddressOf } from './jid.js';
import { silenceLibsignal } from './libsignal-console.js';
import { downloadMedia } from './media-download.js';
import { mendLibsignal } from './mend-libsignal.js';
import { RetryCounters } from './retry-counters.js';
import { pinRootKey, trustCertificate, type WhatsAppServer } from './sandbox-trust.js';
import { checkSignatures } from './signature.js';
import { DEFAULT_TUNING, type Tuning } from './socket-config.js';
import { readStoredAccount } from './stored-account.js';
import type {
	ChatAddress,
	OpenOptions,
	WhatsAppConnection,
	WhatsAppConnector,
} from './whatsapp-connection.js';

export interface WhatsAppConnectorOptions {
	logger: Logger;
	server: WhatsAppServer;
	tuning?: ConnectorTuning;
	clock?: Clock;
}

/** Waiting times to change; the others keep their defaults. */
export type ConnectorTuning = Partial<Tuning>;

/** Makes connections to WhatsApp, or to the sandbox that `server` names, through Baileys. */
export function createWhatsAppConnector(options: WhatsAppConnectorOptions): WhatsAppConnector {
	return new BaileysConnector(options);
}

class BaileysConnector implements WhatsAppConnector {
	readonly #options: WhatsAppConnectorOptions;
	readonly #tuning: Tuning;
	readonly #connections = new Set<BaileysConnection>();
	readonly #retryCounters = new Map<string, RetryCounters>();
	#closed = false;
	#baileys: Promise<Baileys> | undefined;

	constructor(options: WhatsAppConnectorOptions) {
		this.#options = options;
		this.#tuning = { ...DEFAULT_TUNING, ...options.tuning };
	}

	async open({
		sessionId,
		credentials,
		events,
		sentMessage,
		phoneNumberOf,
	}: OpenOptions): Promise<WhatsAppConnection> {
		const { logger, server, clock = systemClock } = this.#options;
		const baileys = await this.#load();
		const auth = await AuthState.load({ baileys, sessionId, credentials });
		if (auth.recovered) {
			logger.warn({ sessionId }, 'the newest credentials were damaged; the ones before are in use');
		}
		if (this.#closed) throw new WaypostError('SHUTTING_DOWN');
		if (server.mode === 'sandbox') pinRootKey(baileys, server);
		const connection = new BaileysConnection({
			baileys,
			sessionId,
			auth,
			url: server.mode === 'sandbox' ? server.url : null,
			tuning: this.#tuning,
			clock,
			logger,
			retryCounters: this.#retryCountersOf(sessionId),
			events,
			sentMessage,
			phoneNumberOf,
		});
		this.#keep(connection);
		return connection;
	}

	async isLinked(credentials: SessionCredentials): Promise<boolean> {
		return (await readStoredAccount(credentials)).state === 'linked';
	}

	addressOf(numberOrChatId: string): ChatAddress {
		return chatAddressOf(numberOrChatId);
	}

	async downloadMedia(content: Uint8Array): Promise<Readable> {
		return downloadMedia({
			baileys: await this.#load(),
			server: this.#options.server,
			content,
		});
	}

	newMessageId(): string {
		return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
	}

	async close(): Promise<void> {
		this.#closed = true;
		await Promise.all([...this.#connections].map((connection) => connection.close()));
	}

	#retryCountersOf(sessionId: string): RetryCounters {
		const known = this.#retryCounters.get(sessionId) ?? new RetryCounters();
		this.#retryCounters.set(sessionId, known);
		return known;
	}

	#keep(connection: BaileysConnection): void {
		this.#connections.add(connection);
		void connection.done.then(() => this.#connections.delete(connection));
	}

	#load(): Promise<Baileys> {
		this.#baileys ??= this.#prepare();
		return this.#baileys;
	}

	async #prepare(): Promise<Baileys> {
		silenceLibsignal();
		const baileys = await loadBaileys();
		checkSignatures(baileys);
		mendLibsignal();
		const { server } = this.#options;
		if (server.mode === 'sandbox') trustCertificate(server);
		return baileys;
	}
}
