import type { AttachmentKind } from '../baileys/media.js';

/** A file on a phone's own disk, with what it takes to upload it again under the same message. */
export interface KeptFile {
	readonly kind: AttachmentKind;
	readonly mediaKey: Uint8Array;
	readonly bytes: Buffer;
}

export interface KeptMediaSnapshot {
	/** By phone number and message id. */
	readonly files: readonly (readonly [string, KeptFile])[];
}

/** What phones keep of the attachments they have sent or displayed. */
export class KeptMedia {
	readonly #files = new Map<string, KeptFile>();

	/** @param phoneNumber - E.164. */
	keep(phoneNumber: string, messageId: string, file: KeptFile): void {
		this.#files.set(`${phoneNumber} ${messageId}`, file);
	}

	get(phoneNumber: string, messageId: string): KeptFile | undefined {
		return this.#files.get(`${phoneNumber} ${messageId}`);
	}

	/** The phone is taken away. */
	remove(phoneNumber: string): void {
		for (const key of this.#files.keys()) {
			if (key.startsWith(`${phoneNumber} `)) this.#files.delete(key);
		}
	}

	clear(): void {
		this.#files.clear();
	}

	toSnapshot(): KeptMediaSnapshot {
		return { files: [...this.#files] };
	}

	restore({ files }: KeptMediaSnapshot): void {
		for (const [key, file] of files) this.#files.set(key, file);
	}
}
