import { proto } from '../baileys/protocol.js';

interface Collection {
	version: number;
	patches: Buffer[];
}

export type AppStateSnapshot = readonly (readonly [string, Readonly<Collection>])[];

/** An account's app-state collections (archived, pinned, muted chats and so on), as encrypted patches. */
export class AppState {
	readonly #collections = new Map<string, Collection>();

	/** Latest version of a collection; 0 while nothing was stored. */
	version(name: string): number {
		return this.#collection(name).version;
	}

	/** Stores a patch made on top of `base`. Returns false when somebody else was faster. */
	append(name: string, base: number, patch: Buffer): boolean {
		const collection = this.#collection(name);
		if (collection.version !== base) return false;
		collection.patches.push(patch);
		collection.version += 1;
		return true;
	}

	/**
	 * Patches newer than `version`. The version is stamped into each: Baileys takes a patch without
	 * one for collection version + 1 (Utils/chat-utils.js), which is wrong from the second on.
	 */
	patchesAfter(name: string, version: number): Buffer[] {
		return this.#collection(name)
			.patches.slice(version)
			.map((patch, index) => stamped(patch, version + index + 1));
	}

	toSnapshot(): AppStateSnapshot {
		return [...this.#collections];
	}

	restore(collections: AppStateSnapshot): void {
		for (const [name, { version, patches }] of collections) {
			this.#collections.set(name, { version, patches });
		}
	}

	#collection(name: string): Collection {
		const known = this.#collections.get(name);
		if (known) return known;
		const created: Collection = { version: 0, patches: [] };
		this.#collections.set(name, created);
		return created;
	}
}

function stamped(patch: Buffer, version: number): Buffer {
	const decoded = proto.SyncdPatch.decode(patch);
	decoded.version = proto.SyncdVersion.create({ version });
	return Buffer.from(proto.SyncdPatch.encode(decoded).finish());
}
