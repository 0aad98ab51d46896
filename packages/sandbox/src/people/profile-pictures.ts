import type { Clock } from '../clock.js';

/** Of a person or a group; both JPEG. */
export interface Picture {
	readonly id: string;
	/** As it was uploaded. */
	readonly image: Buffer;
	/** Small and square, as lists show it. */
	readonly preview: Buffer;
}

export type PictureSize = 'image' | 'preview';

export interface ProfilePicturesSnapshot {
	readonly lastId: number;
	/** By digits of the number, or id of the group. */
	readonly pictures: readonly (readonly [string, Picture])[];
}

/** Where pictures are downloaded from, as WhatsApp's `pps` hosts. */
export const PICTURES_PATH = '/pps';

/** The pictures of people and groups. Nobody has one from the start. */
export class ProfilePictures {
	readonly #clock: Clock;
	readonly #byOwner = new Map<string, Picture>();
	#lastId = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** @param owner - digits of a number, or id of a group. */
	of(owner: string): Picture | undefined {
		return this.#byOwner.get(owner);
	}

	/** Ids are times, as WhatsApp's are, and never the same twice. */
	set(owner: string, files: Omit<Picture, 'id'>): Picture {
		this.#lastId = Math.max(this.#clock.unixTime(), this.#lastId + 1);
		const picture = { id: String(this.#lastId), ...files };
		this.#byOwner.set(owner, picture);
		return picture;
	}

	/** False when there was none. */
	remove(owner: string): boolean {
		return this.#byOwner.delete(owner);
	}

	/** What a path that `pathOf` gave leads to; undefined once the picture is another. */
	find(path: string): Buffer | undefined {
		for (const picture of this.#byOwner.values()) {
			if (path === pathOf(picture, 'image')) return picture.image;
			if (path === pathOf(picture, 'preview')) return picture.preview;
		}
		return undefined;
	}

	clear(): void {
		this.#byOwner.clear();
	}

	toSnapshot(): ProfilePicturesSnapshot {
		return { lastId: this.#lastId, pictures: [...this.#byOwner] };
	}

	restore({ lastId, pictures }: ProfilePicturesSnapshot): void {
		this.#lastId = lastId;
		for (const [owner, picture] of pictures) this.#byOwner.set(owner, picture);
	}
}

export function pathOf({ id }: Picture, size: PictureSize): string {
	return `${PICTURES_PATH}/${id}-${size}.jpg`;
}
