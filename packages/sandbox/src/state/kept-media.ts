import type { AttachmentKind } from '../baileys/media.js';

/** A file on a phone's own disk, with what it takes to upload it again under the same message. */
export interface KeptFile {
	readonly kind: AttachmentKind;
	readonly mediaKey: Uint8Array;
	readonly bytes: Buffer;
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

	clear(): void {
		this.#files.clear();
	}
}
