import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A way to the daemon that takes nothing of a body until it may, and then passes it on as it comes. */
export class SlowProxy implements AsyncDisposable {
	readonly #server = createServer((incoming, response) => void this.#relay(incoming, response));
	readonly #target: string;
	/** Headers of the last request. */
	headers: IncomingMessage['headers'] = {};
	/** Awaited before the body of a request is read. */
	hold: () => Promise<void> = async () => undefined;

	private constructor(target: string) {
		this.#target = target;
	}

	static async start(target: string): Promise<SlowProxy> {
		const proxy = new SlowProxy(target);
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async #relay(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = 'GET', headers, url = '/' } = incoming;
		this.headers = headers;
		const outgoing = request(new URL(url, this.#target), { method, headers });
		const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
		await this.hold();
		await pipeline(incoming, outgoing);
		const [answer] = await answered;
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
