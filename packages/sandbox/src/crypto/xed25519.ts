import { createPublicKey, verify } from 'node:crypto';

/** Field prime of Curve25519: 2^255 - 19. */
const P = 2n ** 255n - 19n;
/** DER before a raw Ed25519 public key (RFC 8410, section 10.1). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Verifies an XEd25519 signature under an X25519 public key (Signal's XEdDSA specification, section
 * 2.3 and 3.2). Needed because Baileys' `Curve.verify` takes every well-formed signature for valid.
 */
export function verifySignature(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
	if (publicKey.length !== 32 || signature.length !== 64) return false;
	const last = signature[63] ?? 0;
	const plain = Buffer.from(signature);
	plain[63] = last & 0x7f;
	const edwards = toEdwards(publicKey, last & 0x80);
	const key = Buffer.concat([ED25519_PREFIX, edwards]);
	return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), plain);
}

/** The birational map y = (u - 1) / (u + 1) (RFC 7748, section 4.1), with the sign the signature carries. */
function toEdwards(publicKey: Buffer, sign: number): Buffer {
	const u = BigInt(`0x${Buffer.from(publicKey).reverse().toString('hex')}`) % 2n ** 255n;
	const y = modulo((u - 1n) * inverse(u + 1n));
	const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
	bytes[31] = ((bytes[31] ?? 0) & 0x7f) | sign;
	return bytes;
}

function modulo(value: bigint): bigint {
	return ((value % P) + P) % P;
}

/** By Fermat: a^(p - 2). */
function inverse(value: bigint): bigint {
	let result = 1n;
	let base = modulo(value);
	for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
		if (exponent & 1n) result = modulo(result * base);
		base = modulo(base * base);
	}
	return result;
}
