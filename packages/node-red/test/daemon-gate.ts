import { EventEmitter, once } from 'node:events';
import {
	createServer,
	request as send,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

/** One address before a daemon that may go away and come back on another port; notes the requests. */
export class DaemonGate implements AsyncDisposable {
	/** Event streams that were opened, all in all. */
	streamsOpened = 0;
	/** Keeps the signs of life from who listens, as a daemon does that hangs. */
	swallowsHeartbeats = false;
	/** Requests that did something, as `POST /v1/sessions/sales/messages`. */
	readonly calls: string[] = [];
	readonly #streams = new Set<IncomingMessage>();
	readonly #signals = new EventEmitter();
	readonly #server = createServer((request, response) => this.#relay(request, response));
	readonly #target: () => string;

	private constructor(target: () => string) {
		this.#target = target;
	}

	/** @param target - asked at each request. */
	static async open(target: () => string): Promise<DaemonGate> {
		const gate = new DaemonGate(target);
		await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
		return gate;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Event streams that are open now. */
	get streamsOpen(): number {
		return this.#streams.size;
	}

	/** Resolves when a request for a path comes, before it is passed on. */
	async nextRequest(path: RegExp): Promise<void> {
		for (;;) {
			const [url] = (await once(this.#signals, 'request')) as [string];
			if (path.test(url)) return;
		}
	}

	async noStreamIsOpen(): Promise<void> {
		while (this.#streams.size > 0) await once(this.#signals, 'closed');
	}

	#relay(request: IncomingMessage, response: ServerResponse): void {
		const { method = 'GET', url = '/', headers } = request;
		this.#signals.emit('request', url);
		if (method !== 'GET') this.calls.push(`${method} ${url}`);
		if (headers.accept === 'text/event-stream') this.#noteStream(request, response);
		const passed = send(this.#target() + url, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.on('error', () => response.destroy());
			answer.pipe(this.#filter()).pipe(response);
		});
		passed.on('error', () => response.destroy());
		response.on('close', () => passed.destroy());
		request.pipe(passed);
	}

	#filter(): Transform {
		return new Transform({
			transform: (chunk: Buffer, _, done) => {
				const isSwallowed = this.swallowsHeartbeats && String(chunk).startsWith(': heartbeat\n');
				done(null, isSwallowed ? null : chunk);
			},
		});
	}

	#noteStream(request: IncomingMessage, response: ServerResponse): void {
		this.streamsOpened++;
		this.#streams.add(request);
		response.on('close', () => {
			this.#streams.delete(request);
			this.#signals.emit('closed');
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
