import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { signMessage, verifySignature } from './crypto/xed25519.js';

const QUICKENED = Symbol.for('waypost.libsignal-quickened');

type Sign = (privateKey: Uint8Array, message: Uint8Array, random?: Uint8Array) => Uint8Array;

/** `curve25519-js`, with which libsignal signs. */
export interface Signatures {
	sign: Sign;
	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
	[QUICKENED]?: true;
}

/** `libsignal/src/crypto.js`. */
export interface SymmetricCrypto {
	encrypt(key: Buffer, data: Buffer, iv: Buffer): Buffer;
	decrypt(key: Buffer, data: Buffer, iv: Buffer): Buffer;
	calculateMAC(key: Buffer, data: Buffer): Buffer;
	deriveSecrets(input: Buffer, salt: Buffer, info: Buffer, chunks?: number): Buffer[];
	verifyMAC(data: Buffer, key: Buffer, mac: Buffer, length: number): void;
}

interface Libsignal {
	readonly signatures: Signatures;
	readonly crypto: SymmetricCrypto;
}

/**
 * Makes libsignal compute the same bytes sooner, since one process plays all phones: its signatures
 * are JavaScript without BigInt (4 ms each), and Node 24 throws and catches two errors whenever a
 * cipher or HMAC gets its key as bytes (10 to 40 µs, `prepareSecretKey` in lib/internal/crypto/keys.js),
 * which a key object avoids. Doing it again changes nothing.
 */
export function quickenLibsignal({ signatures, crypto }: Libsignal = loadLibsignal()): void {
	if (signatures[QUICKENED]) return;
	const { sign } = signatures;
	Object.assign(signatures, {
		sign: (key: Uint8Array, message: Uint8Array, random?: Uint8Array) =>
			random ? sign(key, message, random) : Uint8Array.from(signMessage(key, message)),
		verify: verifySignature,
		[QUICKENED]: true,
	});
	Object.assign(crypto, { encrypt, decrypt, calculateMAC, deriveSecrets, verifyMAC });
}

function encrypt(key: Buffer, data: Buffer, iv: Buffer): Buffer {
	const cipher = createCipheriv('aes-256-cbc', createSecretKey(key), iv);
	return Buffer.concat([cipher.update(data), cipher.final()]);
}

function decrypt(key: Buffer, data: Buffer, iv: Buffer): Buffer {
	const decipher = createDecipheriv('aes-256-cbc', createSecretKey(key), iv);
	return Buffer.concat([decipher.update(data), decipher.final()]);
}

function calculateMAC(key: Buffer, data: Buffer): Buffer {
	return createHmac('sha256', createSecretKey(key)).update(data).digest();
}

/** HKDF (RFC 5869), as blocks of 32 bytes. */
function deriveSecrets(input: Buffer, salt: Buffer, info: Buffer, chunks = 3): Buffer[] {
	const secret = createSecretKey(calculateMAC(salt, input));
	const blocks: Buffer[] = [];
	for (let number = 1; number <= chunks; number++) {
		const hmac = createHmac('sha256', secret).update(blocks.at(-1) ?? Buffer.alloc(0));
		blocks.push(
			hmac
				.update(info)
				.update(Buffer.from([number]))
				.digest(),
		);
	}
	return blocks;
}

function verifyMAC(data: Buffer, key: Buffer, mac: Buffer, length: number): void {
	const expected = calculateMAC(key, data).subarray(0, length);
	if (mac.length !== length) throw new Error('Bad MAC length');
	if (!expected.equals(mac)) throw new Error('Bad MAC');
}

/** The very copies that Baileys uses. */
function loadLibsignal(): Libsignal {
	const ofBaileys = createRequire(
		createRequire(import.meta.url).resolve('@whiskeysockets/baileys'),
	);
	const ofLibsignal = createRequire(ofBaileys.resolve('libsignal'));
	return {
		signatures: ofLibsignal('curve25519-js') as Signatures,
		crypto: ofLibsignal('./src/crypto.js') as SymmetricCrypto,
	};
}
