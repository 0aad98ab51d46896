import { setImmediate } from 'node:timers/promises';
import {
	createSandbox,
	type Phone,
	type Sandbox,
	type SandboxOptions,
	type WireLogEntry,
} from '../src/index.js';
import { BaileysClient, type ClientOptions } from './baileys-client.js';
import { identityOfTheRun } from './identity-of-the-run.js';

export const ANNA = '+491700000001';
export const BOB = '+491700000002';
export const BOB_JID = '491700000002@s.whatsapp.net';

/** A sandbox with two phones, and the clients of one test; ends all of them with `close`. */
export class TestWorld {
	readonly sandbox: Sandbox;
	readonly anna: Phone;
	readonly bob: Phone;
	readonly #clients: BaileysClient[] = [];

	private constructor(sandbox: Sandbox, anna: Phone, bob: Phone) {
		this.sandbox = sandbox;
		this.anna = anna;
		this.bob = bob;
	}

	static async start(options: SandboxOptions = {}): Promise<TestWorld> {
		const identityDir = options.dataDir === undefined ? await identityOfTheRun() : undefined;
		const sandbox = await createSandbox({
			...(identityDir !== undefined && { identityDir }),
			...options,
		});
		const anna = await sandbox.addPhone({ phoneNumber: ANNA, name: 'Anna' });
		const bob = await sandbox.addPhone({ phoneNumber: BOB, name: 'Bob' });
		return new TestWorld(sandbox, anna, bob);
	}

	/** A client that is not linked yet. */
	client(options: ClientOptions = {}): BaileysClient {
		const client = new BaileysClient(this.sandbox, options);
		this.#clients.push(client);
		return client;
	}

	/** A client linked to Anna's phone unless told otherwise, open. */
	async linkedClient(phone = this.anna, options: ClientOptions = {}): Promise<BaileysClient> {
		const client = this.client(options);
		await phone.scan(await client.qr());
		await client.opened();
		return client;
	}

	/** The same linked device, connecting once more. */
	async reconnected(before: BaileysClient, options: ClientOptions = {}): Promise<BaileysClient> {
		const client = this.client({ ...options, auth: before.auth });
		await client.opened();
		return client;
	}

	/** Waits until the wire log holds so many of these. */
	async stanzas(where: (entry: WireLogEntry) => boolean, count: number): Promise<void> {
		while (this.sandbox.stanzas().filter(where).length < count) await setImmediate();
	}

	/** What clients logged as errors. */
	problems(): string[] {
		return this.#clients.flatMap(({ problems }) => problems);
	}

	async close(): Promise<void> {
		for (const client of this.#clients) await client.close();
		await this.sandbox.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}
}
