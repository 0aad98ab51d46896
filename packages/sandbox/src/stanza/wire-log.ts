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
	/** Id of the fault that struck this stanza; with `out`, one that kept it from being sent. */
	readonly fault: string | null;
	readonly stanza: RenderedStanza;
}

export type WireLogNote = Omit<WireLogEntry, 'seq' | 'at' | 'stanza'> & { readonly stanza: Stanza };

const KEPT = 5_000;
const SHOWN_BYTES = 64;

/** The last 5,000 stanzas of all connections. */
export class WireLog {
	#entries: WireLogEntry[] = [];
	#nextSeq = 1;

	add(note: WireLogNote): void {
		const entry = { ...note, seq: this.#nextSeq++, at: new Date().toISOString() };
		this.#entries.push({ ...entry, stanza: render(note.stanza) });
		if (this.#entries.length > KEPT * 1.2) this.#entries = this.#entries.slice(-KEPT);
	}

	/** Entries with a higher number, oldest first. */
	after(seq = 0): WireLogEntry[] {
		return this.#entries.filter((entry) => entry.seq > seq);
	}

	clear(): void {
		this.#entries = [];
	}
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
