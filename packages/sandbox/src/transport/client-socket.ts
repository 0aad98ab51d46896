import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocket, type RawData } from 'ws';

/** A client's WebSocket with the TCP connection under it, so that faults can cut it. */
export class ClientSocket {
	readonly #webSocket: WebSocket;
	readonly #raw: Duplex;

	constructor(webSocket: WebSocket, raw: Duplex) {
		this.#webSocket = webSocket;
		this.#raw = raw;
		webSocket.on('error', () => webSocket.terminate());
	}

	send(bytes: Buffer): void {
		if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(bytes);
	}

	onData(listener: (bytes: Buffer) => void): void {
		this.#webSocket.on('message', (data: RawData) => listener(toBuffer(data)));
	}

	onClose(listener: () => void): void {
		this.#webSocket.once('close', listener);
	}

	/** Closes in good order. */
	close(): void {
		this.#webSocket.close();
	}

	/** Ends the TCP connection with no WebSocket close frame: by FIN, or by a reset. */
	cut(how: 'fin' | 'rst'): void {
		const raw = this.#raw;
		if (how === 'rst' && raw instanceof Socket && !(raw instanceof TLSSocket))
			raw.resetAndDestroy();
		else raw.destroy();
	}
}

function toBuffer(data: RawData): Buffer {
	if (Buffer.isBuffer(data)) return data;
	return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
