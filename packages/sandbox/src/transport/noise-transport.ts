import { decodeStanza, encodeStanza } from '../baileys/protocol.js';
import type { Stanza } from '../stanza/stanza.js';
import { encodeFrame, FrameReader } from './frame-codec.js';
import type { NoiseIdentity } from './noise-certificate.js';
import { decrypt, encrypt } from './noise-cipher.js';
import { NoiseHandshake, type HandshakeResult } from './noise-handshake.js';

const NO_AAD = Buffer.alloc(0);
const asItIs = (bytes: Buffer) => bytes;

/** What becomes of a frame on its way to the client. */
export interface FrameChange {
	/** Done to the stanza's bytes before they are encrypted. */
	readonly plain?: (bytes: Buffer) => Buffer;
	/** Done to the frame: the WebSocket messages that are sent in its place. A string is a text message. */
	readonly wire?: (frame: Buffer) => readonly (Buffer | string)[];
}

export interface NoiseTransportOptions {
	readonly identity: NoiseIdentity;
	write(message: Buffer | string): void;
	/** Changes the server's hello on its way; undefined: it never comes. */
	changeHello?: ((hello: Buffer) => Buffer | undefined) | undefined;
	onLogin(result: HandshakeResult): void | Promise<void>;
	onStanza(stanza: Stanza): void | Promise<void>;
	/** Malformed input or a failed handler: this connection is over, no other is touched. */
	onError(error: Error): void;
}

type Stage = 'hello' | 'finish' | 'stanzas' | 'dead';

/**
 * Bytes in, stanzas out, and back. Frames are opened in the order they arrive (the nonce is a
 * counter), and stanzas are handled strictly one after the other.
 */
export class NoiseTransport {
	readonly #options: NoiseTransportOptions;
	readonly #frames = new FrameReader();
	readonly #handshake: NoiseHandshake;
	#stage: Stage = 'hello';
	#keys: HandshakeResult | undefined;
	#received = 0;
	#sent = 0;
	#work: Promise<void> = Promise.resolve();

	constructor(options: NoiseTransportOptions) {
		this.#options = options;
		this.#handshake = new NoiseHandshake(options.identity);
	}

	get established(): boolean {
		return this.#stage === 'stanzas';
	}

	/** Bytes from the WebSocket, cut anywhere. */
	receive(bytes: Buffer): void {
		if (this.#stage === 'dead') return;
		try {
			for (const frame of this.#frames.read(bytes)) this.#takeFrame(frame);
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Encrypts and writes a stanza, damaged when told so; does nothing before the handshake is done. */
	send(stanza: Stanza, { plain = asItIs, wire }: FrameChange = {}): void {
		if (this.#stage !== 'stanzas' || !this.#keys) return;
		const bytes = plain(encodeStanza(stanza));
		const frame = encodeFrame(encrypt(this.#keys.sendKey, this.#sent++, NO_AAD, bytes));
		for (const message of wire?.(frame) ?? [frame]) this.#options.write(message);
	}

	#takeFrame(frame: Buffer): void {
		if (this.#stage === 'hello') {
			const { changeHello = asItIs, write } = this.#options;
			const hello = changeHello(this.#handshake.answerHello(frame));
			if (hello) write(encodeFrame(hello));
			this.#stage = 'finish';
		} else if (this.#stage === 'finish') {
			this.#finishHandshake(frame);
		} else if (this.#keys) {
			const plain = decrypt(this.#keys.receiveKey, this.#received++, NO_AAD, frame);
			this.#enqueue(async () => this.#options.onStanza(await decodeStanza(plain)));
		}
	}

	#finishHandshake(frame: Buffer): void {
		const result = this.#handshake.finish(frame);
		this.#keys = result;
		this.#stage = 'stanzas';
		this.#frames.allowLargeFrames();
		this.#enqueue(async () => this.#options.onLogin(result));
	}

	#enqueue(step: () => Promise<void>): void {
		this.#work = this.#work
			.then(() => (this.#stage === 'dead' ? undefined : step()))
			.catch((error: unknown) => this.#fail(error));
	}

	#fail(error: unknown): void {
		this.#stage = 'dead';
		this.#options.onError(error instanceof Error ? error : new Error(String(error)));
	}
}
