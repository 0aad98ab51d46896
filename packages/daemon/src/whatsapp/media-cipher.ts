import { createDecipheriv, createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** The keys of one file, derived from its media key (Baileys `getMediaKeys`). */
export interface MediaKeys {
	iv: Uint8Array;
	cipherKey: Uint8Array;
	macKey?: Uint8Array;
}

/** WhatsApp appends the first ten bytes of an HMAC-SHA256 over the IV and the ciphertext. */
const MAC_LENGTH = 10;

/**
 * Decrypts a media file as it streams by: AES-256-CBC, then the MAC. A wrong MAC ends the stream with
 * an error, so a reader that saw the end has the file as it was sent.
 */
export function mediaDecipher({ iv, cipherKey, macKey }: MediaKeys): Transform {
	if (!macKey) throw new Error('The file cannot be checked: its MAC key is missing.');
	const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
	const mac = createHmac('sha256', macKey).update(iv);
	let held: Buffer = Buffer.alloc(0);
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			const bytes = Buffer.concat([held, chunk]);
			const end = Math.max(0, bytes.length - MAC_LENGTH);
			held = bytes.subarray(end);
			const ciphertext = bytes.subarray(0, end);
			mac.update(ciphertext);
			settle(done, () => decipher.update(ciphertext));
		},
		flush(done) {
			settle(done, () => {
				if (!mac.digest().subarray(0, MAC_LENGTH).equals(held)) {
					throw new Error('The file does not match its MAC.');
				}
				return decipher.final();
			});
		},
	});
}

function settle(done: TransformCallback, work: () => Buffer): void {
	try {
		done(null, work());
	} catch (error) {
		done(error as Error);
	}
}
