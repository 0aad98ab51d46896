import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A way to the daemon on which answers get lost: the daemon has done what it was asked. */
export class CuttingProxy implements AsyncDisposable {
	readonly #server: Server;
	readonly #target: string;
	/** Requests whose answer is lost. */
	#isLost: (request: IncomingMessage) => boolean = () => false;
	/** What is done before a request is passed on. */
	#before: (request: IncomingMessage) => Promise<void> = async () => undefined;
	#onClose: () => void = () => undefined;

	private constructor(target: string) {
		this.#target = target;
		this.#server = createServer((request, response) => void this.#relay(request, response));
	}

	static async start(target: string): Promise<CuttingProxy> {
		const proxy = new CuttingProxy(target);
		await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Loses the next answer to such a request. */
	loseNext(method: string, path: RegExp): void {
		this.#isLost = (request) => {
			const isIt = request.method === method && path.test(request.url ?? '');
			if (isIt) this.#isLost = () => false;
			return isIt;
		};
	}

	/** Does something before the next such request is passed on. */
	holdNext(method: string, path: RegExp, work: () => Promise<void>): void {
		this.#before = async (request) => {
			if (request.method !== method || !path.test(request.url ?? '')) return;
			this.#before = async () => undefined;
			await work();
		};
	}

	onClose(work: () => void): void {
		this.#onClose = work;
	}

	async #relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const isLost = this.#isLost(request);
		const { method = 'GET', url = '/', headers } = request;
		const body = await buffer(request);
		await this.#before(request);
		const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
		const answer = await fetch(this.#target + url, {
			method,
			headers: passed as Record<string, string>,
			...(body.length > 0 && { body }),
		});
		const bytes = Buffer.from(await answer.arrayBuffer());
		if (isLost) {
			request.socket.destroy();
			return;
		}
		response.writeHead(answer.status, {
			'content-type': answer.headers.get('content-type') ?? 'application/json',
		});
		response.end(bytes);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#onClose();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
