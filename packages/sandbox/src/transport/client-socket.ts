import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocket, type RawData } from 'ws';
import type { Cut } from '../faults/fault-gate.js';
import type { Timers } from '../timers.js';

/** A client that leaves more than this unread is cut off, so that memory stays bounded. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** So many pings may go unanswered; more than one, because this process or the client's may be busy. */
const SILENT_PINGS = 2;

export interface ClientSocketOptions {
	readonly webSocket: WebSocket;
	/** The TCP connection under it (or the TLS connection on top of that). */
	readonly raw: Duplex;
	readonly timers: Timers;
	/** A client is pinged so often, and forgotten when it does not answer twice. */
	readonly keepAliveMs: number;
}

export interface ClientSocketListener {
	onData(bytes: Buffer): void;
	/** The client did what WhatsApp's never do. */
	onProblem(problem: string): void;
	onClose(): void;
}

/** A client's WebSocket with the TCP connection under it, so that faults can cut it. */
export class ClientSocket {
	readonly #webSocket: WebSocket;
	readonly #raw: Duplex;
	readonly #timers: Timers;
	readonly #keepAliveMs: number;
	#listener: ClientSocketListener | undefined;
	/** Since the last ping. */
	#heard = true;
	#silentPings = 0;
	#inBlackHole = false;
	#ended = false;
	#gathering = false;
	#cancelPing: () => void = () => undefined;

	constructor({ webSocket, raw, timers, keepAliveMs }: ClientSocketOptions) {
		this.#webSocket = webSocket;
		this.#raw = raw;
		this.#timers = timers;
		this.#keepAliveMs = keepAliveMs;
		this.#schedulePing();
	}

	/** Called once, by whoever the client talks to. */
	listen(listener: ClientSocketListener): void {
		const webSocket = this.#webSocket;
		this.#listener = listener;
		webSocket.on('message', (data: RawData, isBinary: boolean) => {
			this.#heard = true;
			if (isBinary) listener.onData(toBuffer(data));
			else this.#problem('The client sent text; WhatsApp speaks in bytes.');
		});
		webSocket.on('pong', () => (this.#heard = true));
		webSocket.on('error', (error) => {
			this.#problem(`The client broke the rules of WebSocket: ${error.message}.`);
			webSocket.terminate();
		});
		webSocket.once('close', () => this.#end());
	}

	/** A string becomes a text message, which a client does not expect. */
	send(message: Buffer | string): void {
		if (this.#inBlackHole || this.#webSocket.readyState !== WebSocket.OPEN) return;
		this.#gather();
		this.#webSocket.send(message);
		const waiting = this.#webSocket.bufferedAmount;
		if (waiting <= MAX_WAITING_BYTES) return;
		this.#problem(`The client does not read: ${waiting} bytes wait for it.`);
		this.#webSocket.terminate();
	}

	/** Closes in good order. */
	close(code?: number): void {
		if (this.#inBlackHole) this.#end();
		else this.#webSocket.close(code);
	}

	/** Ends the TCP connection with no WebSocket close frame; see `Cut`. */
	cut(how: Cut, code?: number): void {
		this.#flush();
		const raw = this.#raw;
		if (how === 'websocket') this.close(code);
		else if (how === 'half-close') raw.end();
		else if (how === 'black-hole') this.#enterBlackHole();
		else if (how === 'rst' && raw instanceof Socket && !(raw instanceof TLSSocket))
			raw.resetAndDestroy();
		else raw.destroy();
	}

	/** What is sent in one turn of the event loop leaves with one system call, the dearest part of a stanza. */
	#gather(): void {
		if (this.#gathering) return;
		this.#gathering = true;
		this.#raw.cork();
		setImmediate(() => this.#flush());
	}

	#flush(): void {
		if (this.#gathering) this.#raw.uncork();
		this.#gathering = false;
	}

	/** The WebSocket hears and says nothing any more; what the client sends is read and thrown away. */
	#enterBlackHole(): void {
		this.#inBlackHole = true;
		this.#heard = false;
		const raw = this.#raw;
		raw.removeAllListeners('data');
		raw.removeAllListeners('end');
		raw.on('end', () => raw.destroy());
		raw.resume();
	}

	#schedulePing(): void {
		this.#cancelPing = this.#timers.after(this.#keepAliveMs, () => {
			this.#silentPings = this.#heard ? 0 : this.#silentPings + 1;
			if (this.#silentPings === SILENT_PINGS) return this.#forget();
			this.#heard = false;
			if (!this.#inBlackHole) this.#webSocket.ping();
			this.#schedulePing();
		});
	}

	/** A client in a black hole is not told: nothing could tell it. */
	#forget(): void {
		this.#problem(
			`The client has shown no sign of life for ${SILENT_PINGS * this.#keepAliveMs} ms.`,
		);
		if (this.#inBlackHole) this.#end();
		else this.#webSocket.terminate();
	}

	#problem(problem: string): void {
		if (!this.#ended) this.#listener?.onProblem(problem);
	}

	#end(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#cancelPing();
		this.#listener?.onClose();
	}
}

function toBuffer(data: RawData): Buffer {
	if (Buffer.isBuffer(data)) return data;
	return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
