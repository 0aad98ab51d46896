import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { signMessage, verifySignature } from './crypto/xed25519.js';
import { quickenLibsignal, type Signatures, type SymmetricCrypto } from './quicken-libsignal.js';

const ROUNDS = 40;

/** libsignal as it is shipped: copies of its modules that nobody changes. */
function shipped() {
	const ofBaileys = createRequire(
		createRequire(import.meta.url).resolve('@whiskeysockets/baileys'),
	);
	const ofLibsignal = createRequire(ofBaileys.resolve('libsignal'));
	const signatures = { ...(ofLibsignal('curve25519-js') as Signatures) };
	return { signatures, crypto: { ...(ofLibsignal('./src/crypto.js') as SymmetricCrypto) } };
}

/** The same, quickened. */
function quick() {
	const modules = shipped();
	quickenLibsignal(modules);
	return modules;
}

/** Messages of all lengths around the block size of the hash. */
const messages = Array.from({ length: ROUNDS }, (_, n) => randomBytes(n * 7));

describe('quickened libsignal', () => {
	const [slow, fast] = [shipped(), quick()];

	test('signs to the same bytes', () => {
		for (const message of messages) {
			const key = randomBytes(32);
			const expected = Buffer.from(slow.signatures.sign(key, message));
			expect(signMessage(key, message).toString('hex')).toBe(expected.toString('hex'));
		}
	});

	test('signs with a random part as before', () => {
		const [key, random] = [randomBytes(32), randomBytes(64)];
		const sign = (modules: typeof slow) => modules.signatures.sign(key, Buffer.from('a'), random);
		expect(sign(fast)).toEqual(sign(slow));
	});

	test('takes and refuses the same signatures', () => {
		for (const message of messages) {
			const key = randomBytes(32);
			const { public: publicKey } = keyPair(key);
			const signature = signMessage(key, message);
			const changed = Buffer.from(signature);
			changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);
			for (const each of [signature, changed]) {
				expect(verifySignature(publicKey, message, each)).toBe(
					slow.signatures.verify(publicKey, message, each),
				);
			}
		}
	});

	test('encrypts, decrypts and authenticates to the same bytes', () => {
		for (const data of messages) {
			const [key, iv, salt] = [randomBytes(32), randomBytes(16), randomBytes(32)];
			const results = ({ crypto }: typeof slow) => {
				const sealed = crypto.encrypt(key, data, iv);
				const mac = crypto.calculateMAC(key, sealed);
				crypto.verifyMAC(sealed, key, mac.subarray(0, 8), 8);
				const secrets = [1, 2, 3, undefined].map((chunks) =>
					crypto.deriveSecrets(data, salt, Buffer.from('WhisperText'), chunks),
				);
				return [sealed, crypto.decrypt(key, sealed, iv), mac, secrets];
			};
			expect(results(fast)).toEqual(results(slow));
		}
	});

	test('refuses a wrong MAC', () => {
		const mac = randomBytes(8);
		expect(() => fast.crypto.verifyMAC(Buffer.from('a'), randomBytes(32), mac, 8)).toThrow(
			'Bad MAC',
		);
	});
});

interface KeyMaker {
	generateKeyPair(seed: Uint8Array): { public: Uint8Array };
}

function keyPair(seed: Buffer): { public: Uint8Array } {
	return (shipped().signatures as unknown as KeyMaker).generateKeyPair(seed);
}
