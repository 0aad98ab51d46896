import '../unref-long-timers.js';
import { createSandbox, type Phone, type Sandbox, type SandboxOptions } from '@waypost/sandbox';
import { pino } from 'pino';
import { createCredentialsStore } from '../../src/storage/credentials-store.js';
import { Database } from '../../src/storage/database.js';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import {
	createWhatsAppConnector,
	type ConnectorTuning,
} from '../../src/whatsapp/baileys-connector.js';
import type {
	WhatsAppConnection,
	WhatsAppConnector,
} from '../../src/whatsapp/whatsapp-connection.js';
import { identityOfTheRun } from '../../../sandbox/test/identity-of-the-run.js';
import { RecordedEvents, type EventHooks } from './recorded-events.js';

export interface TestWorldOptions {
	sandbox?: SandboxOptions;
	tuning?: ConnectorTuning;
}

export interface OpenedConnection {
	connection: WhatsAppConnection;
	events: RecordedEvents;
}

/** A sandbox, a connector to it and credentials in memory. */
export class TestWorld {
	readonly sandbox: Sandbox;
	connector: WhatsAppConnector;
	readonly #tuning: ConnectorTuning;
	readonly database = new Database({ file: ':memory:' });
	/** What `sentMessage` answers, by WhatsApp id. */
	readonly sent = new Map<string, Uint8Array>();
	/** What `phoneNumberOf` answers, by LID. */
	readonly numbers = new Map<string, string>();

	private constructor(sandbox: Sandbox, tuning: ConnectorTuning) {
		this.sandbox = sandbox;
		this.#tuning = tuning;
		this.connector = this.#createConnector();
	}

	/** As a daemon that stops and starts: what was only in memory is gone. */
	async restart(): Promise<void> {
		await this.connector.close();
		this.connector = this.#createConnector();
	}

	#createConnector(): WhatsAppConnector {
		const { url, rootKey, caFile } = this.sandbox;
		return createWhatsAppConnector({
			logger: pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' }),
			server: { mode: 'sandbox', url, rootKey, caFile },
			tuning: this.#tuning,
		});
	}

	static async start({ sandbox, tuning = {} }: TestWorldOptions = {}): Promise<TestWorld> {
		const identityDir = await identityOfTheRun();
		const options = { port: 0, ...(identityDir !== undefined && { identityDir }), ...sandbox };
		return new TestWorld(await createSandbox(options), tuning);
	}

	credentials(sessionId = 'sales'): SessionCredentials {
		return createCredentialsStore({ database: this.database }).forSession(sessionId);
	}

	async open({
		sessionId = 'sales',
		credentials = this.credentials(sessionId),
		...hooks
	}: {
		sessionId?: string;
		credentials?: SessionCredentials;
	} & EventHooks = {}): Promise<OpenedConnection> {
		const events = new RecordedEvents();
		const connection = await this.connector.open({
			sessionId,
			credentials,
			events: events.listener(hooks),
			sentMessage: (id) => this.sent.get(id),
			phoneNumberOf: (lid) => this.numbers.get(lid),
		});
		return { connection, events };
	}

	/** Links by QR code, follows WhatsApp's restart, and waits until the connection is open. */
	async link(phone: Phone, sessionId = 'sales'): Promise<OpenedConnection> {
		const { events } = await this.open({ sessionId });
		await phone.scan((await events.first('qr')).text);
		await events.first('closed');
		return this.login(sessionId);
	}

	async login(sessionId = 'sales'): Promise<OpenedConnection> {
		const opened = await this.open({ sessionId });
		await opened.events.first('opened');
		await opened.events.first('caughtUp');
		return opened;
	}

	async close(): Promise<void> {
		await this.connector.close();
		await this.sandbox.close();
		this.database.close();
	}
}
