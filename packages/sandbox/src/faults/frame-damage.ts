import { seededBytes, seededRandom } from '../random.js';
import type { FrameChange } from '../transport/noise-transport.js';

/** Ways in which the frame of a stanza can go wrong on its way to the client. */
export const FRAME_DAMAGES = [
	'garbage',
	'undecodable',
	'half',
	'huge',
	'split',
	'text',
	'bytes',
] as const;
export type FrameDamageKind = (typeof FRAME_DAMAGES)[number];

/** A frame's length takes three bytes, so it cannot be longer than this. */
const LONGEST_BODY = 0xff_ff_ff;
/** Noise's authentication tag (AES-GCM), without which a ciphertext is too short to be opened. */
const TAG_BYTES = 16;

/**
 * - `garbage`: as long as the frame was, but nothing the client can decrypt.
 * - `undecodable`: decrypts, but is no stanza.
 * - `half`: the second half never comes; whatever comes next is taken for it.
 * - `huge`: the largest frame there can be, 16 MB, which does not decrypt either.
 * - `split`: intact, but each byte comes in a WebSocket message of its own.
 * - `text`: the WebSocket message is one of text, not of bytes.
 * - `bytes`: a WebSocket message with the given bytes comes in its place.
 */
export function damageOf(kind: FrameDamageKind, seed: number, base64 = ''): FrameChange {
	const random = seededRandom(seed);
	switch (kind) {
		case 'garbage':
			return { wire: (frame) => [withBody(seededBytes(random, frame.length - 3))] };
		case 'undecodable':
			// 0xf7 opens a device jid (Baileys WABinary/constants.js), which is no tag, and nothing follows.
			return { plain: () => Buffer.from([0, 0xf8, 2, 0xf7]) };
		case 'half':
			return { wire: (frame) => [frame.subarray(0, 3 + Math.floor((frame.length - 3) / 2))] };
		case 'huge':
			return { wire: () => [withBody(Buffer.alloc(LONGEST_BODY, seededBytes(random, TAG_BYTES)))] };
		case 'split':
			return { wire: (frame) => [...frame].map((byte) => Buffer.from([byte])) };
		case 'text':
			return { wire: (frame) => [frame.toString('base64')] };
		case 'bytes':
			return { wire: () => [Buffer.from(base64, 'base64')] };
	}
}

function withBody(body: Buffer): Buffer {
	const header = Buffer.alloc(3);
	header.writeUIntBE(body.length, 0, 3);
	return Buffer.concat([header, body]);
}
