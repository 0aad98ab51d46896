import type { RandomSource } from '../random.js';

/** Largest upload the server takes. */
export const MAX_MEDIA_BYTES = 100 * 1024 * 1024;
/** When more than this is stored, the oldest media go; a download then answers 404. */
const CAPACITY_BYTES = 1024 * 1024 * 1024;

export interface MediaSnapshot {
	/** By direct path, oldest first. */
	readonly uploads: readonly (readonly [string, Buffer])[];
}

/** Encrypted media, as uploaded. The server never sees a key. */
export class MediaStore {
	readonly #random: RandomSource;
	readonly #blobs = new Map<string, Buffer>();
	#bytes = 0;

	constructor(random: RandomSource) {
		this.#random = random;
	}

	/** Stores an upload and returns its direct path. */
	put(blob: Buffer): string {
		const path = `/v/t62.sandbox/${this.#random.bytes(24).toString('base64url')}.enc`;
		this.#add(path, blob);
		return path;
	}

	#add(path: string, blob: Buffer): void {
		this.#blobs.set(path, blob);
		this.#bytes += blob.length;
		for (const oldest of this.#blobs.keys()) {
			if (this.#bytes <= CAPACITY_BYTES) break;
			this.delete(oldest);
		}
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

	toSnapshot(): MediaSnapshot {
		return { uploads: [...this.#blobs] };
	}

	restore({ uploads }: MediaSnapshot): void {
		for (const [path, blob] of uploads) this.#add(path, blob);
	}
}
