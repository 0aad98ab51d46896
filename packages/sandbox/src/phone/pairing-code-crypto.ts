import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { curve, type KeyPair } from '../baileys/protocol.js';

/**
 * The phone's half of linking by pairing code. The code wraps two ephemeral keys; who knows it can
 * agree on a secret (Baileys Socket/socket.js `requestPairingCode`, Socket/messages-recv.js
 * `link_code_companion_reg`; whatsmeow pair-code.go).
 */

const ITERATIONS = 131_072;
const deriveKey = promisify(pbkdf2);

/** What the phone keeps while the client answers. */
export interface PairingCodeAnswer {
	readonly companionEphemeral: Buffer;
	readonly ephemeral: KeyPair;
	/** The phone's ephemeral key, wrapped with the code: salt 32, iv 16, ciphertext 32. */
	readonly wrappedEphemeral: Buffer;
}

/** Upper-case, without the hyphen people are shown. */
export function normalizedCode(code: string): string {
	return code.replace(/[\s-]/g, '').toUpperCase();
}

/** Somebody typed the code: unwraps the client's key with it and wraps our own. */
export async function answerWithCode(code: string, wrapped: Buffer): Promise<PairingCodeAnswer> {
	const companionKey = await keyFromCode(code, wrapped.subarray(0, 32));
	const unwrap = createDecipheriv('aes-256-ctr', companionKey, wrapped.subarray(32, 48));
	const companionEphemeral = Buffer.concat([
		unwrap.update(wrapped.subarray(48, 80)),
		unwrap.final(),
	]);
	const ephemeral = curve.generateKeyPair();
	const salt = randomBytes(32);
	const iv = randomBytes(16);
	const wrap = createCipheriv('aes-256-ctr', await keyFromCode(code, salt), iv);
	const sealed = Buffer.concat([wrap.update(ephemeral.public), wrap.final()]);
	return { companionEphemeral, ephemeral, wrappedEphemeral: Buffer.concat([salt, iv, sealed]) };
}

/**
 * Opens the client's key bundle (salt 32, iv 12, ciphertext and tag) and derives the secret for
 * `pair-success`. Throws when the code that was typed is not the one the client shows.
 */
export function advSecretFrom(
	answer: PairingCodeAnswer,
	phoneIdentity: KeyPair,
	companionIdentity: Buffer,
	bundle: Buffer,
): Buffer {
	const shared = curve.sharedKey(answer.ephemeral.private, answer.companionEphemeral);
	const key = hkdf(shared, bundle.subarray(0, 32), 'link_code_pairing_key_bundle_encryption_key');
	const opened = openBundle(key, bundle.subarray(32));
	if (!opened.subarray(0, 32).equals(companionIdentity)) {
		throw new Error('The bundle names another identity than the client.');
	}
	const identityShared = curve.sharedKey(phoneIdentity.private, companionIdentity);
	const secret = Buffer.concat([shared, identityShared, opened.subarray(64, 96)]);
	return hkdf(secret, Buffer.alloc(0), 'adv_secret');
}

function openBundle(key: Buffer, sealed: Buffer): Buffer {
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
	decipher.setAuthTag(sealed.subarray(sealed.length - 16));
	const body = sealed.subarray(12, sealed.length - 16);
	return Buffer.concat([decipher.update(body), decipher.final()]);
}

function keyFromCode(code: string, salt: Buffer): Promise<Buffer> {
	return deriveKey(code, salt, ITERATIONS, 32, 'sha256');
}

function hkdf(secret: Buffer, salt: Buffer, info: string): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
}
