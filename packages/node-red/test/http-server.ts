import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Makes the `http in` nodes of a test reachable. */
export class HttpServer implements AsyncDisposable {
	readonly #server;

	private constructor(app: () => RequestListener) {
		this.#server = createServer((request, response) => app()(request, response));
	}

	/** @param app - asked at each request: Node-RED has another one after a restart. */
	static async open(app: () => RequestListener): Promise<HttpServer> {
		const server = new HttpServer(app);
		await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
