import type { Stanza } from '../stanza/stanza.js';

type Attrs = Readonly<Record<string, string | undefined>>;

/**
 * What waits for one linked device: stanzas not sent yet, and stanzas sent but not acknowledged.
 * Nothing leaves the mailbox until the client has answered `<ack>` (or, for messages, `<receipt>`).
 */
export class Mailbox {
	#waiting: Stanza[] = [];
	/** In the order they were sent; several copies of a message have one key. */
	#unacked: { readonly key: string; readonly stanza: Stanza }[] = [];
	#isHeld = false;

	/** True while the client refuses a stanza: nothing else is sent then. */
	get isHeld(): boolean {
		return this.#isHeld;
	}

	hold(): void {
		this.#isHeld = true;
	}

	/** Keeps a stanza for the next login. */
	keep(stanza: Stanza): void {
		this.#waiting.push(stanza);
	}

	/** Notes that a stanza is on its way. */
	sent(stanza: Stanza): void {
		this.#unacked.push({ key: key(stanza.tag, stanza.attrs), stanza });
	}

	/**
	 * The client acknowledged it: the oldest copy, since a client answers them in order. Its refusal of
	 * one it could not open does not settle the copy it has asked for.
	 */
	settle(tag: string, attrs: Attrs): void {
		const settled = key(tag, attrs);
		const place = this.#unacked.findIndex((each) => each.key === settled);
		if (place >= 0) this.#unacked.splice(place, 1);
	}

	/** Takes the backlog out, oldest first; nothing is held back any more. */
	takeBacklog(): Stanza[] {
		this.#isHeld = false;
		const backlog = this.#waiting;
		this.#waiting = [];
		return backlog;
	}

	/** The connection ended: whatever was not acknowledged is delivered again at the next login. */
	returnUnacked(): void {
		this.#waiting.unshift(...this.#unacked.map(({ stanza }) => stanza));
		this.#unacked = [];
	}

	/** As it is once the connection is gone. */
	toSnapshot(): readonly Stanza[] {
		return [...this.#unacked.map(({ stanza }) => stanza), ...this.#waiting];
	}

	restore(waiting: readonly Stanza[]): void {
		this.#waiting = [...waiting];
	}

	/** Stanzas waiting for a login, and stanzas waiting for an acknowledgement. */
	get size(): { waiting: number; unacked: number } {
		return { waiting: this.#waiting.length, unacked: this.#unacked.length };
	}
}

/** One message has many receipts (per member, and one for each step): they differ in these. */
function key(tag: string, { id, type, participant }: Attrs): string {
	return tag === 'receipt'
		? `${tag} ${id ?? ''} ${type ?? ''} ${participant ?? ''}`
		: `${tag} ${id ?? ''}`;
}
