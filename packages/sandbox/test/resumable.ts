import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSandbox, type Phone, type Sandbox, type SandboxOptions } from '../src/index.js';
import { BaileysClient } from './baileys-client.js';
import { ANNA, BOB } from './world.js';

/** A sandbox with Anna and Bob in a data folder of its own, which is stopped and resumed. */
export class Resumable {
	readonly dataDir: string;
	readonly #options: SandboxOptions;
	readonly #clients: BaileysClient[] = [];
	readonly #copies: Sandbox[] = [];
	readonly #port: number;
	#sandbox: Sandbox;

	private constructor(options: SandboxOptions & { dataDir: string }, sandbox: Sandbox) {
		this.dataDir = options.dataDir;
		this.#options = options;
		this.#sandbox = sandbox;
		this.#port = sandbox.port;
	}

	static async start(options: SandboxOptions = {}): Promise<Resumable> {
		const dataDir = await mkdtemp(join(tmpdir(), 'waypost-sandbox-test-'));
		const sandbox = await createSandbox({ ...options, dataDir });
		await sandbox.addPhone({ phoneNumber: ANNA, name: 'Anna' });
		await sandbox.addPhone({ phoneNumber: BOB, name: 'Bob' });
		return new Resumable({ ...options, dataDir }, sandbox);
	}

	get sandbox(): Sandbox {
		return this.#sandbox;
	}

	phone(phoneNumber: string): Phone {
		const phone = this.#sandbox.phone(phoneNumber);
		if (!phone) throw new Error(`There is no phone ${phoneNumber}.`);
		return phone;
	}

	get anna(): Phone {
		return this.phone(ANNA);
	}

	get bob(): Phone {
		return this.phone(BOB);
	}

	/** A client linked to this phone, connected. */
	async linked(phone: Phone): Promise<BaileysClient> {
		const client = this.#kept(new BaileysClient(this.#sandbox));
		await phone.scan(await client.qr());
		await client.opened();
		return client;
	}

	/** The same linked device, at the sandbox as it is now. */
	async again(before: BaileysClient, sandbox = this.#sandbox): Promise<BaileysClient> {
		await before.close();
		const client = this.#kept(new BaileysClient(sandbox, { auth: before.auth }));
		await client.opened();
		return client;
	}

	/** At the same port, which the addresses of attachments name. */
	async restart(): Promise<void> {
		await this.#sandbox.close();
		this.#sandbox = await createSandbox({ ...this.#options, port: this.#port });
	}

	/** A sandbox that finds what is on the disk at this moment, as after a `kill -9`. */
	async afterKill(): Promise<Sandbox> {
		const dataDir = `${this.dataDir}-copy-${this.#copies.length}`;
		await cp(this.dataDir, dataDir, {
			recursive: true,
			filter: (file) => !file.endsWith('lock.json'),
		});
		const sandbox = await createSandbox({ ...this.#options, dataDir });
		this.#copies.push(sandbox);
		return sandbox;
	}

	/** Waits until a client has said that it has this message. */
	async received({ id }: { readonly id: string }): Promise<void> {
		await eventually(() =>
			this.#sandbox
				.stanzas()
				.some(
					({ direction, stanza: { tag, attrs } }) =>
						direction === 'in' && tag === 'receipt' && attrs['id'] === id,
				),
		);
	}

	async close(): Promise<void> {
		for (const client of this.#clients) await client.close();
		for (const sandbox of [this.#sandbox, ...this.#copies]) await sandbox.close();
		const folders = this.#copies.map((_, index) => `${this.dataDir}-copy-${index}`);
		for (const folder of [this.dataDir, ...folders]) await rm(folder, { recursive: true });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	#kept(client: BaileysClient): BaileysClient {
		this.#clients.push(client);
		return client;
	}
}

export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await holds())) await setImmediate();
}
