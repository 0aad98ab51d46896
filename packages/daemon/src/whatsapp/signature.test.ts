import { expect, test } from '@jest/globals';
import { Curve } from '@whiskeysockets/baileys';
import { isSignatureOf } from './signature.js';

const { public: publicKey, private: privateKey } = Curve.generateKeyPair();
const message = Buffer.from('device identity');
const signature = Curve.sign(privateKey, message);
const changed = Buffer.from(signature);
changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);

test('a signature is accepted under its own key', () => {
	const signatures = Array.from({ length: 8 }, () => {
		const pair = Curve.generateKeyPair();
		return isSignatureOf(pair.public, message, Curve.sign(pair.private, message));
	});
	expect(signatures).toEqual(Array(8).fill(true));
});

test('the type byte of a Signal key makes no difference', () => {
	expect(isSignatureOf(Buffer.from([5, ...publicKey]), message, signature)).toBe(true);
});

test.each([
	['another message', publicKey, Buffer.from('other'), signature],
	['another key', Curve.generateKeyPair().public, message, signature],
	['a changed signature', publicKey, message, changed],
	['a short signature', publicKey, message, signature.slice(0, 63)],
])('%s is refused', (_case, key, text, signed) => {
	expect(isSignatureOf(key, text, signed)).toBe(false);
});
