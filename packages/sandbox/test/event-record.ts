import type { BaileysEventMap } from '@whiskeysockets/baileys';

type Name = keyof BaileysEventMap;
/** Resolves as soon as `look` finds something; looks again after each event. */
type Wait = <T>(look: () => T | undefined) => Promise<T>;

/** What a client has reported, by the name of the event. */
export class EventRecord {
	readonly #byName = new Map<Name, unknown[]>();
	readonly #wait: Wait;

	constructor(wait: Wait) {
		this.#wait = wait;
	}

	add(events: Partial<BaileysEventMap>): void {
		for (const [name, payload] of Object.entries(events) as [Name, unknown][]) {
			const earlier = this.#byName.get(name);
			if (earlier) earlier.push(payload);
			else this.#byName.set(name, [payload]);
		}
	}

	all<N extends Name>(name: N): BaileysEventMap[N][] {
		return (this.#byName.get(name) ?? []) as BaileysEventMap[N][];
	}

	/** The first such event for which `pick` gives something, or what it gives as soon as it comes. */
	first<N extends Name, T>(
		name: N,
		pick: (payload: BaileysEventMap[N]) => T | undefined,
	): Promise<T> {
		return this.#wait(() => {
			for (const payload of this.all(name)) {
				const found = pick(payload);
				if (found !== undefined) return found;
			}
			return undefined;
		});
	}
}
