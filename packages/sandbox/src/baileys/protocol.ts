/**
 * What the sandbox borrows from Baileys to speak WhatsApp's binary protocol: generated protobufs,
 * stanza codec and curve. The sandbox imports Baileys in this folder only.
 */
import {
	Curve as BaileysCurve,
	decodeBinaryNode,
	encodeBinaryNode,
	proto,
} from '@whiskeysockets/baileys';
import { inflateSync } from 'node:zlib';
import type { Stanza } from '../stanza/stanza.js';

export { proto };

/** An X25519 key pair, 32 bytes each, without Signal's version byte. */
export interface KeyPair {
	readonly private: Buffer;
	readonly public: Buffer;
}

/** X25519 and XEd25519, as Signal and WhatsApp use them. */
export const curve = {
	generateKeyPair(): KeyPair {
		const pair = BaileysCurve.generateKeyPair();
		return { private: Buffer.from(pair.private), public: Buffer.from(pair.public) };
	},
	sharedKey(privateKey: Uint8Array, publicKey: Uint8Array): Buffer {
		return BaileysCurve.sharedKey(privateKey, publicKey);
	},
	sign(privateKey: Uint8Array, message: Uint8Array): Buffer {
		return Buffer.from(BaileysCurve.sign(privateKey, message));
	},
};

/** Bit 1 of the first byte says that the rest is deflated (Baileys WABinary/decode.js). */
const DEFLATED = 2;
const MAX_STANZA_BYTES = 64 * 1024 * 1024;

/** Stanza to bytes, in the form both directions use. */
export function encodeStanza(stanza: Stanza): Buffer {
	return encodeBinaryNode(stanza);
}

/** Bytes to stanza. Throws on malformed input and on input that inflates beyond 64 MiB. */
export async function decodeStanza(bytes: Buffer): Promise<Stanza> {
	return decodeBinaryNode(inflated(bytes));
}

function inflated(bytes: Buffer): Buffer {
	if (((bytes[0] ?? 0) & DEFLATED) === 0) return bytes;
	const content = inflateSync(bytes.subarray(1), { maxOutputLength: MAX_STANZA_BYTES });
	return Buffer.concat([Buffer.from([0]), content]);
}
