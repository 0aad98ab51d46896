import { createHash, randomBytes, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `test` keys come from a daemon that talks to the sandbox. */
export type KeyEnvironment = 'live' | 'test';

export interface ParsedApiKey {
	environment: KeyEnvironment;
	/** Public: finds the row, and may be logged. */
	id: string;
}

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 8;
const SECRET_BYTES = 32;
const FORM = /^(wp_(live|test)_([a-z0-9]{8})_[\w-]{43})_([\w-]{6})$/;

/** Six characters that tell a typing error from a key that is not known, without a look-up. */
function checksum(text: string): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(crc32(text));
	return bytes.toString('base64url');
}

export function generateKeyId(): string {
	return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join(
		'',
	);
}

/**
 * A new key, `wp_live_<id>_<secret>_<checksum>`: the prefix is found by secret scanners, the secret
 * is 256 random bits in base64url.
 */
export function formatApiKey(environment: KeyEnvironment, id: string): string {
	const secret = randomBytes(SECRET_BYTES).toString('base64url');
	const body = `wp_${environment}_${id}_${secret}`;
	return `${body}_${checksum(body)}`;
}

/** @returns null when the text is no key, or was copied wrong. */
export function parseApiKey(text: string): ParsedApiKey | null {
	const [, body, environment, id, sum] = FORM.exec(text) ?? [];
	if (body === undefined || id === undefined || checksum(body) !== sum) return null;
	return { environment: environment === 'test' ? 'test' : 'live', id };
}

/** SHA-256 of the whole key. It is 256 random bits: a slow hash would add nothing but load. */
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest();
