import { createPublicKey, hash, verify } from 'node:crypto';
import { edwardsOf, fromBytes, multiplyBase, ORDER, toBytes } from './edwards.js';

/** DER before a raw Ed25519 public key (RFC 8410, section 10.1). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const SIGN_BIT = 0x80;

/**
 * Signs with an X25519 private key, to the very bytes that curve25519-js makes (`lib/index.js`
 * curve25519_sign, without a random part), in a tenth of the time: an Ed25519 signature under the
 * matching Edwards key, whose sign travels in the last bit (Signal's XEdDSA specification).
 */
export function signMessage(privateKey: Uint8Array, message: Uint8Array): Buffer {
	const key = clamped(privateKey);
	const scalar = fromBytes(key);
	const publicKey = multiplyBase(scalar);
	const nonce = reduced(key, message);
	const commitment = multiplyBase(nonce);
	const challenge = reduced(commitment, publicKey, message);
	const response = toBytes((nonce + challenge * scalar) % ORDER);
	response[31] = (response[31] ?? 0) | ((publicKey[31] ?? 0) & SIGN_BIT);
	return Buffer.concat([commitment, response]);
}

/**
 * Verifies an XEd25519 signature under an X25519 public key (Signal's XEdDSA specification, section
 * 2.3 and 3.2). Needed because Baileys' `Curve.verify` takes every well-formed signature for valid.
 */
export function verifySignature(
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
): boolean {
	if (publicKey.length !== 32 || signature.length !== 64) return false;
	const last = signature[63] ?? 0;
	const plain = Buffer.from(signature);
	plain[63] = last & ~SIGN_BIT;
	const edwards = edwardsOf(publicKey);
	edwards[31] = (edwards[31] ?? 0) | (last & SIGN_BIT);
	const key = Buffer.concat([ED25519_PREFIX, edwards]);
	return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), plain);
}

/** As X25519 does it (RFC 7748, section 5). */
function clamped(privateKey: Uint8Array): Buffer {
	const key = Buffer.from(privateKey);
	key[0] = (key[0] ?? 0) & 248;
	key[31] = ((key[31] ?? 0) & 127) | 64;
	return key;
}

function reduced(...parts: Uint8Array[]): bigint {
	return fromBytes(hash('sha512', Buffer.concat(parts), 'buffer')) % ORDER;
}
