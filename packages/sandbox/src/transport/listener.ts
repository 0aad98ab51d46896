import { createServer as createHttpServer, type RequestListener } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SocketTimeouts } from '../options.js';
import type { Timers } from '../timers.js';
import { ClientSocket } from './client-socket.js';
import { isLocalClient } from './local-callers.js';
import type { TlsCertificate } from './tls-certificate.js';

/** First byte of a TLS connection: a handshake record (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;
const WEBSOCKET_PATH = '/ws/chat';
/** A length of three bytes cannot say more. */
const MAX_WEBSOCKET_MESSAGE = 16 * 1024 * 1024 + 3;
const HOST = '127.0.0.1';

/** What to do with an upgrade: take it, answer it with a status, or leave it hanging. */
export type UpgradeDecision =
	| { readonly take: true }
	| { readonly take: false; readonly status: number; readonly retryAfter?: number | undefined }
	| { readonly take: false; readonly hang: true };

export interface ListenerOptions {
	readonly tls: TlsCertificate;
	readonly port: number;
	readonly onRequest: RequestListener;
	readonly timers: Timers;
	readonly timeouts: SocketTimeouts;
	onClient(socket: ClientSocket): void;
	/** Somebody connected and is turned away. */
	onProblem(problem: string): void;
	decideUpgrade(): UpgradeDecision;
}

export { ClientSocket };

/** One TCP port on 127.0.0.1 that speaks http, https, ws and wss. */
export class Listener {
	readonly #options: ListenerOptions;
	readonly #webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_WEBSOCKET_MESSAGE });
	readonly #plain: Server;
	readonly #secure: Server;
	readonly #tcp = createTcpServer((socket) => this.#sniff(socket));
	readonly #sockets = new Set<Socket>();
	/** Those that have sent no whole request yet: what ends the wait for it, by their port. */
	readonly #silent = new Map<number, () => void>();
	#closing: Promise<void> | undefined;

	private constructor(options: ListenerOptions) {
		this.#options = options;
		this.#webSockets.on('wsClientError', (error: Error, socket: Duplex) =>
			this.#refuse(socket, 400, `No WebSocket: ${error.message}.`),
		);
		this.#plain = this.#prepared(createHttpServer());
		this.#secure = this.#prepared(createHttpsServer({ ...options.tls }));
	}

	static async open(options: ListenerOptions): Promise<Listener> {
		const listener = new Listener(options);
		await new Promise<void>((resolve, reject) => {
			listener.#tcp.once('error', reject);
			listener.#tcp.listen(options.port, HOST, () => {
				listener.#tcp.off('error', reject);
				resolve();
			});
		});
		return listener;
	}

	get port(): number {
		return (this.#tcp.address() as AddressInfo).port;
	}

	/** Ends all connections. */
	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.#tcp.close(() => resolve()));
		for (const client of this.#webSockets.clients) client.terminate();
		for (const socket of this.#sockets) socket.destroy();
		this.#webSockets.close();
		await closed;
	}

	#prepared<T extends Server>(server: T): T {
		server.on('request', (request, response) => {
			this.#heard(request);
			this.#options.onRequest(request, response);
		});
		server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
			this.#heard(request);
			this.#upgrade(request, socket, head);
		});
		server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
			if (error.code?.startsWith('HPE_')) this.#options.onProblem(`No HTTP: ${error.message}.`);
			socket.destroy();
		});
		server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
			if (error.code !== 'ECONNRESET') this.#options.onProblem(`No TLS: ${error.message}.`);
			socket.destroy();
		});
		return server;
	}

	/** Looks at the first byte and hands the socket to the server that speaks this protocol. */
	#sniff(socket: Socket): void {
		this.#sockets.add(socket);
		this.#expectRequest(socket);
		socket.on('close', () => this.#sockets.delete(socket));
		socket.on('error', () => socket.destroy());
		socket.once('data', (first: Buffer) => {
			socket.pause();
			socket.unshift(first);
			const server = first[0] === TLS_HANDSHAKE ? this.#secure : this.#plain;
			server.emit('connection', socket);
			process.nextTick(() => socket.resume());
		});
	}

	/** Node's own limits hold for servers that listen themselves, and these do not. */
	#expectRequest(socket: Socket): void {
		const { remotePort = 0 } = socket;
		const { handshakeMs } = this.#options.timeouts;
		const cancel = this.#options.timers.after(handshakeMs, () => {
			// Browsers open connections in advance; those that never say anything are no problem.
			if (socket.bytesRead > 0) {
				this.#options.onProblem(`No whole request came within ${handshakeMs} ms.`);
			}
			socket.destroy();
		});
		this.#silent.set(remotePort, cancel);
		socket.on('close', () => this.#stopWaiting(remotePort));
	}

	/** By the port, because with TLS the request knows another socket than the one that was accepted. */
	#heard({ socket: { remotePort = 0 } }: IncomingMessage): void {
		this.#stopWaiting(remotePort);
	}

	#stopWaiting(remotePort: number): void {
		this.#silent.get(remotePort)?.();
		this.#silent.delete(remotePort);
	}

	#upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		socket.on('error', () => socket.destroy());
		const { host, origin } = request.headers;
		if (!isLocalClient({ host, origin })) {
			return this.#refuse(socket, 403, 'Host or Origin is not of this machine.');
		}
		const path = request.url?.split('?')[0] ?? '';
		if (path !== WEBSOCKET_PATH) {
			return this.#refuse(socket, 404, `No WebSocket at ${path}: it is at ${WEBSOCKET_PATH}.`);
		}
		const decision = this.#options.decideUpgrade();
		if (!decision.take && 'hang' in decision) return;
		if (!decision.take) return refuse(socket, decision.status, decision.retryAfter);
		this.#webSockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
			const { timers, timeouts } = this.#options;
			const { keepAliveMs } = timeouts;
			const raw = socket;
			this.#options.onClient(new ClientSocket({ webSocket, raw, timers, keepAliveMs }));
		});
	}

	#refuse(socket: Duplex, status: number, problem: string): void {
		this.#options.onProblem(problem);
		refuse(socket, status);
	}
}

function refuse(socket: Duplex, status: number, retryAfter?: number): void {
	const lines = [
		`HTTP/1.1 ${status} Refused`,
		'Connection: close',
		'Content-Length: 0',
		...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
	];
	socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}
