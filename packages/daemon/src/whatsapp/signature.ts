import { createPublicKey, verify } from 'node:crypto';
import type { Baileys } from './baileys.js';

/** The prime of Curve25519, 2^255 − 19 (RFC 7748 §4.1). */
const P = 2n ** 255n - 19n;
const SIGN_BIT = 0x80;

/**
 * Checks a signature of a Curve25519 key: an Ed25519 signature under the matching Edwards key, whose
 * sign travels in the last bit (Signal's XEdDSA, §2.3 and the older libsignal form of it).
 *
 * @param publicKey - 32 bytes, or 33 with Signal's leading type byte.
 */
export function isSignatureOf(
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
): boolean {
	if (signature.length !== 64 || publicKey.length < 32) return false;
	const edwards = edwardsKey(publicKey.slice(-32));
	const last = signature[63] ?? 0;
	edwards[31] = (edwards[31] ?? 0) | (last & SIGN_BIT);
	const plain = Uint8Array.from(signature);
	plain[63] = last & ~SIGN_BIT;
	const x = Buffer.from(edwards).toString('base64url');
	const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
	return verify(null, message, key, plain);
}

/**
 * Makes Baileys check what it means to check: its `Curve.verify` calls libsignal, which answers with
 * false for a wrong signature, and takes every answer for yes (`Utils/crypto.js`). So any server would
 * pass for WhatsApp as far as its certificate goes, and any phone for the one that signed.
 */
export function checkSignatures({ Curve }: Baileys): void {
	Curve.verify = isSignatureOf;
}

/** y = (u − 1) / (u + 1), RFC 7748 §4.1, in 32 little-endian bytes. */
function edwardsKey(montgomery: Uint8Array): Uint8Array {
	const u = BigInt(`0x${Buffer.from(montgomery).reverse().toString('hex')}`) % 2n ** 255n;
	const y = (((u - 1n + P) % P) * power((u + 1n) % P, P - 2n)) % P;
	return Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
}

/** base^exponent modulo P; with P − 2 it inverts (Fermat). */
function power(base: bigint, exponent: bigint): bigint {
	let result = 1n;
	let square = base;
	for (let left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) result = (result * square) % P;
		square = (square * square) % P;
	}
	return result;
}
