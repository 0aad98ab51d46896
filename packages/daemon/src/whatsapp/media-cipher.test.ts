import { expect, test } from '@jest/globals';
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { mediaDecipher } from './media-cipher.js';

const keys = { iv: randomBytes(16), cipherKey: randomBytes(32), macKey: randomBytes(32) };

function encrypted(plain: Buffer): Buffer {
	const cipher = createCipheriv('aes-256-cbc', keys.cipherKey, keys.iv);
	const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
	const mac = createHmac('sha256', keys.macKey).update(keys.iv).update(ciphertext).digest();
	return Buffer.concat([ciphertext, mac.subarray(0, 10)]);
}

function decrypt(bytes: Buffer, chunkSize: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += chunkSize) {
		chunks.push(bytes.subarray(at, at + chunkSize));
	}
	return buffer(Readable.from(chunks).pipe(mediaDecipher(keys)));
}

test.each([1, 7, 16, 1000])('a file that comes in pieces of %i bytes is whole', async (size) => {
	const plain = randomBytes(333);
	expect(await decrypt(encrypted(plain), size)).toEqual(plain);
});

test('a changed byte is an error', async () => {
	const bytes = encrypted(randomBytes(333));
	bytes[40] = (bytes[40] ?? 0) ^ 1;
	await expect(decrypt(bytes, 64)).rejects.toThrow('MAC');
});

test('a file that breaks off is an error', async () => {
	const bytes = encrypted(randomBytes(333));
	await expect(decrypt(bytes.subarray(0, 200), 64)).rejects.toThrow('MAC');
});
