import { randomBytes } from 'node:crypto';

/** Largest upload the server takes. */
export const MAX_MEDIA_BYTES = 100 * 1024 * 1024;
/** When more than this is stored, the oldest media go; a download then answers 404. */
const CAPACITY_BYTES = 1024 * 1024 * 1024;

/** Encrypted media, as uploaded. The server never sees a key. */
export class MediaStore {
	readonly #blobs = new Map<string, Buffer>();
	#bytes = 0;

	/** Stores an upload and returns its direct path. */
	put(blob: Buffer): string {
		const path = `/v/t62.sandbox/${randomBytes(24).toString('base64url')}.enc`;
		this.#blobs.set(path, blob);
		this.#bytes += blob.length;
		for (const oldest of this.#blobs.keys()) {
			if (this.#bytes <= CAPACITY_BYTES) break;
			this.delete(oldest);
		}
		return path;
	}

	get(path: string): Buffer | undefined {
		return this.#blobs.get(path);
	}

	delete(path: string): void {
		this.#bytes -= this.#blobs.get(path)?.length ?? 0;
		this.#blobs.delete(path);
	}

	/** How many uploads there are. */
	get count(): number {
		return this.#blobs.size;
	}

	clear(): void {
		this.#blobs.clear();
		this.#bytes = 0;
	}
}
