import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on loopback with a page per path. */
export class WebServer {
	readonly requests: IncomingMessage[] = [];
	readonly #pages = new Map<string, Answer>();
	readonly #server: Server;
	port = 0;

	constructor() {
		this.#server = createServer((request, response) => {
			this.requests.push(request);
			const answer = this.#pages.get(request.url ?? '');
			if (answer) answer(request, response);
			else response.writeHead(404).end();
		});
	}

	async listen(): Promise<this> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		this.port = (this.#server.address() as AddressInfo).port;
		return this;
	}

	/** `127.0.0.1:PORT`, as WAYPOST_OUTBOUND_ALLOW takes it. */
	get host(): string {
		return `127.0.0.1:${this.port}`;
	}

	url(path: string, host = this.host): string {
		return `http://${host}${path}`;
	}

	on(path: string, answer: Answer): void {
		this.#pages.set(path, answer);
	}

	serve(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): void {
		this.on(path, (_request, response) => response.writeHead(200, headers).end(body));
	}

	redirect(path: string, location: string, status = 302): void {
		this.on(path, (_request, response) => response.writeHead(status, { location }).end());
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}
}
