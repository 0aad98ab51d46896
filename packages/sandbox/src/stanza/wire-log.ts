import type { Clock } from '../clock.js';
import type { Stanza } from './stanza.js';

/** A stanza as JSON: binary content as `{ bytes, base64? }`, base64 only when it is short. */
export interface RenderedStanza {
	readonly tag: string;
	readonly attrs: Record<string, string>;
	readonly content?:
		| RenderedStanza[]
		| string
		| { readonly bytes: number; readonly base64?: string };
}

export interface WireLogEntry {
	/** Counts up from 1, never reused. */
	readonly seq: number;
	/** ISO 8601, UTC. */
	readonly at: string;
	/** As the server sees it. */
	readonly direction: 'in' | 'out';
	readonly connectionId: number;
	/** E.164 of the logged-in account. */
	readonly phoneNumber: string | null;
	readonly deviceId: number | null;
	/** Id of the fault that struck this stanza; with `out`, one that kept it from being sent or damaged its frame. */
	readonly fault: string | null;
	readonly stanza: RenderedStanza;
}

export type WireLogNote = Omit<WireLogEntry, 'seq' | 'at' | 'stanza'> & { readonly stanza: Stanza };

const KEPT = 5_000;
const SHOWN_BYTES = 64;
/** What is kept altogether, in characters: a client that sends huge stanzas shortens the log. */
const KEPT_CHARACTERS = 64 * 1024 * 1024;
/** What a stanza counts beside its texts. */
const STANZA_WEIGHT = 100;

interface Row {
	readonly entry: WireLogEntry;
	readonly weight: number;
}

/** The last 5,000 stanzas of all connections, fewer when they are huge. */
export class WireLog {
	readonly #clock: Clock;
	#rows: Row[] = [];
	#weight = 0;
	#nextSeq = 1;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	add(note: WireLogNote): void {
		const stanza = render(note.stanza);
		const entry = { ...note, seq: this.#nextSeq++, at: this.#clock.iso(), stanza };
		const weight = weigh(stanza);
		this.#rows.push({ entry, weight });
		this.#weight += weight;
		if (this.#rows.length > KEPT * 1.2 || this.#weight > KEPT_CHARACTERS) this.#dropOldest();
	}

	/** Entries with a higher number, oldest first. */
	after(seq = 0): WireLogEntry[] {
		return this.#rows.map(({ entry }) => entry).filter((entry) => entry.seq > seq);
	}

	clear(): void {
		this.#rows = [];
		this.#weight = 0;
	}

	#dropOldest(): void {
		let first = Math.max(0, this.#rows.length - KEPT);
		let kept = this.#rows.slice(first).reduce((sum, { weight }) => sum + weight, 0);
		for (; kept > KEPT_CHARACTERS && first < this.#rows.length - 1; first += 1) {
			kept -= this.#rows[first]?.weight ?? 0;
		}
		this.#rows = this.#rows.slice(first);
		this.#weight = kept;
	}
}

function weigh({ attrs, content }: RenderedStanza): number {
	let weight = STANZA_WEIGHT;
	for (const name in attrs) weight += attrs[name]?.length ?? 0;
	if (typeof content === 'string') weight += content.length;
	else if (Array.isArray(content)) for (const child of content) weight += weigh(child);
	return weight;
}

function render(of: Stanza): RenderedStanza {
	const { tag, attrs, content } = of;
	if (content === undefined) return { tag, attrs };
	if (typeof content === 'string') return { tag, attrs, content };
	if (Array.isArray(content)) return { tag, attrs, content: content.map(render) };
	const shown = content.length <= SHOWN_BYTES;
	const base64 = shown ? { base64: Buffer.from(content).toString('base64') } : {};
	return { tag, attrs, content: { bytes: content.length, ...base64 } };
}
