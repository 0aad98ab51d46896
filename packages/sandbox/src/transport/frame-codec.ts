/**
 * WhatsApp's framing inside WebSocket messages: the client opens with an intro, then both sides
 * send frames of a 3-byte big-endian length and a body (Baileys Utils/noise-handler.js).
 */
import { ByteQueue } from './byte-queue.js';

/** "WA", protocol 6, dictionary 3. */
export const INTRO = Buffer.from([0x57, 0x41, 0x06, 0x03]);
const INTRO_LENGTH = 4;
/** 'E' 'D' 00 01 and a 3-byte length: routing information some clients send before the intro. */
const ROUTING_PREFIX_LENGTH = 7;

/** Before the handshake is done a client has no reason to send more than this. */
export const MAX_HANDSHAKE_FRAME = 64 * 1024;
/** A message to hundreds of devices stays below this. */
export const MAX_FRAME = 8 * 1024 * 1024;

/** Writes one frame. */
export function encodeFrame(body: Uint8Array): Buffer {
	const frame = Buffer.allocUnsafe(3 + body.length);
	frame.writeUIntBE(body.length, 0, 3);
	frame.set(body, 3);
	return frame;
}

/** Cuts a byte stream into the intro and frames. Throws on a wrong intro and on oversized frames. */
export class FrameReader {
	readonly #pending = new ByteQueue();
	#introRead = false;
	#limit = MAX_HANDSHAKE_FRAME;

	/** Allows frames of the size used after the handshake. */
	allowLargeFrames(): void {
		this.#limit = MAX_FRAME;
	}

	/** Takes bytes in, gives complete frames out, in order. */
	*read(bytes: Buffer): Generator<Buffer> {
		this.#pending.push(bytes);
		if (!this.#introRead && !this.#readIntro()) return;
		for (let frame = this.#nextFrame(); frame; frame = this.#nextFrame()) yield frame;
	}

	#readIntro(): boolean {
		const start = this.#introStart();
		if (start === undefined || this.#pending.length < start + INTRO_LENGTH) return false;
		const intro = this.#pending.take(start + INTRO_LENGTH).subarray(start);
		if (!intro.equals(INTRO)) throw new Error('The client did not open with the WA intro.');
		this.#introRead = true;
		return true;
	}

	#introStart(): number | undefined {
		if (this.#pending.length < 2) return undefined;
		if (this.#pending.bytes.toString('latin1', 0, 2) !== 'ED') return 0;
		if (this.#pending.length < ROUTING_PREFIX_LENGTH) return undefined;
		const routing = this.#pending.bytes.readUIntBE(4, 3);
		if (routing > MAX_HANDSHAKE_FRAME) throw new Error('The routing information is too long.');
		return ROUTING_PREFIX_LENGTH + routing;
	}

	#nextFrame(): Buffer | undefined {
		if (this.#pending.length < 3) return undefined;
		const length = this.#pending.bytes.readUIntBE(0, 3);
		if (length > this.#limit) throw new Error(`A frame of ${length} bytes is too large.`);
		if (this.#pending.length < 3 + length) return undefined;
		return this.#pending.take(3 + length).subarray(3);
	}
}
