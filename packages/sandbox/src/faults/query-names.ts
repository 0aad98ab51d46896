import type { Stanza } from '../stanza/stanza.js';
import type { Direction } from './fault-rule.js';

/** Queries nobody answered are forgotten beyond this many. */
const KEPT = 1_000;

/** Namespaces of the queries of one client, so that their answers can be told apart: those have none. */
export class QueryNames {
	readonly #byId = new Map<string, string>();

	/** Looks at everything in order; returns the namespace of the query that this answers. */
	follow(direction: Direction, { tag, attrs: { id, type, xmlns } }: Stanza): string | undefined {
		if (tag !== 'iq' || id === undefined) return undefined;
		if (direction === 'in' && xmlns !== undefined) this.#remember(id, xmlns);
		if (direction === 'in' || (type !== 'result' && type !== 'error')) return undefined;
		const name = this.#byId.get(id);
		this.#byId.delete(id);
		return name;
	}

	#remember(id: string, xmlns: string): void {
		this.#byId.set(id, xmlns);
		const oldest = this.#byId.keys().next();
		if (this.#byId.size > KEPT && !oldest.done) this.#byId.delete(oldest.value);
	}
}
