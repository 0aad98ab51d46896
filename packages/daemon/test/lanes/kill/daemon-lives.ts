import { createClient, type Waypost } from '@waypost/client';
import { DaemonProcess } from '../../daemon-process.ts';
import type { History } from './history.ts';

/** One daemon on one data folder, again and again: each life ends by `kill -9`. */
export class DaemonLives {
	readonly #environment: Record<string, string>;
	readonly #history: History;
	#process: DaemonProcess | undefined;
	#alive = Promise.withResolvers<Waypost>();

	constructor(options: { environment: Record<string, string>; history: History }) {
		this.#environment = options.environment;
		this.#history = options.history;
	}

	/** A client of the daemon that runs now, or of the next one. */
	get client(): Promise<Waypost> {
		return this.#alive.promise;
	}

	/** Resolves when it answers requests; its sessions are still on their way then. */
	async start(): Promise<void> {
		this.#process = await DaemonProcess.start(this.#environment);
		const { url, adminKey } = this.#process;
		this.#history.add('start', { url });
		this.#alive.resolve(createClient({ url, apiKey: adminKey, timeoutMs: 30_000 }));
	}

	async kill(): Promise<void> {
		this.#alive = Promise.withResolvers();
		await this.#process?.kill();
		this.#history.add('kill', {});
	}
}
