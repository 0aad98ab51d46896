import {
	createCipheriv,
	createDecipheriv,
	createHash,
	hkdfSync,
	type KeyObject,
} from 'node:crypto';

/** AES-256-GCM with Noise's nonce: eight zero bytes and a 32-bit big-endian counter (Noise spec, section 12.4). */
const TAG_LENGTH = 16;

/** A key object is several times as fast as bytes in Node 24: see `quickenLibsignal`. */
type Key = Buffer | KeyObject;

/** Tag appended, as everywhere in WhatsApp. */
export function encrypt(key: Key, counter: number, aad: Buffer, plain: Uint8Array): Buffer {
	const cipher = createCipheriv('aes-256-gcm', key, nonce(counter));
	cipher.setAAD(aad);
	return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the tag does not fit. */
export function decrypt(key: Key, counter: number, aad: Buffer, sealed: Uint8Array): Buffer {
	if (sealed.length < TAG_LENGTH) throw new Error('An encrypted frame is too short.');
	const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter));
	decipher.setAAD(aad);
	decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
	const body = sealed.subarray(0, sealed.length - TAG_LENGTH);
	return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** Two keys of 32 bytes from one secret (Noise spec, section 4.3: HKDF with the chaining key as salt). */
export function derivePair(chainingKey: Buffer, secret: Uint8Array): [Buffer, Buffer] {
	const keys = Buffer.from(hkdfSync('sha256', secret, chainingKey, Buffer.alloc(0), 64));
	return [keys.subarray(0, 32), keys.subarray(32)];
}

export function sha256(bytes: Uint8Array): Buffer {
	return createHash('sha256').update(bytes).digest();
}

function nonce(counter: number): Buffer {
	const bytes = Buffer.alloc(12);
	bytes.writeUInt32BE(counter, 8);
	return bytes;
}
