import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in for a daemon that takes its time: answers when it is told to. */
export class SlowDaemon {
	readonly #answer = Promise.withResolvers<object>();
	readonly #asked = Promise.withResolvers<void>();
	readonly asked = this.#asked.promise;
	readonly #server = createServer((_request, response) => {
		this.#asked.resolve();
		void this.#answer.promise.then((body) => {
			response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
		});
	});

	static async listen(): Promise<SlowDaemon> {
		const daemon = new SlowDaemon();
		await new Promise<void>((resolve) => daemon.#server.listen(0, '127.0.0.1', resolve));
		return daemon;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	answer(body: object): void {
		this.#answer.resolve(body);
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
