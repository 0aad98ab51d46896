import { randomBytes } from 'node:crypto';
import type { Clock } from '../runtime/clock.js';

interface Ticket<Subject> {
	subject: Subject;
	/** Milliseconds since 1970. */
	expiresAt: number;
	/** True once a phone was linked: the page still says so, but shows no new code. */
	isUsed: boolean;
}

/** How long a link page stays open, in milliseconds. */
const LIFETIME_MS = 30 * 60_000;
const TICKET_BYTES = 32;

/**
 * The tickets of link pages: 256 random bits each, one per session, in memory alone, so that a
 * restart closes all pages. A ticket opens the page of one session, and nothing else; it is bound to
 * the session itself, so that one made later under the same name is not opened by it.
 */
export class LinkTickets<Session extends object> {
	readonly #clock: Clock;
	readonly #tickets = new Map<string, Ticket<Session>>();
	readonly #current = new WeakMap<Session, string>();

	constructor({ clock }: { clock: Clock }) {
		this.#clock = clock;
	}

	/** A new ticket for a session; its older one is void from now on. */
	issue(session: Session): string {
		this.revoke(session);
		const ticket = randomBytes(TICKET_BYTES).toString('base64url');
		const expiresAt = this.#clock.now() + LIFETIME_MS;
		this.#tickets.set(ticket, { subject: session, expiresAt, isUsed: false });
		this.#current.set(session, ticket);
		return ticket;
	}

	/** The ticket of a session that is valid now, or a new one. */
	current(session: Session): string {
		const ticket = this.#current.get(session);
		return ticket !== undefined && this.sessionOf(ticket) ? ticket : this.issue(session);
	}

	/** @returns the session a ticket opens; undefined when it is void. */
	sessionOf(ticket: string): Session | undefined {
		const found = this.#tickets.get(ticket);
		if (!found) return undefined;
		if (found.expiresAt > this.#clock.now()) return found.subject;
		this.revoke(found.subject);
		return undefined;
	}

	/** True while a person may ask for a code with it. */
	mayShow(ticket: string): boolean {
		return this.sessionOf(ticket) !== undefined && this.#tickets.get(ticket)?.isUsed === false;
	}

	/** The session was linked: what its ticket was for is done. */
	use(session: Session): void {
		const ticket = this.#tickets.get(this.#current.get(session) ?? '');
		if (ticket) ticket.isUsed = true;
	}

	revoke(session: Session): void {
		this.#tickets.delete(this.#current.get(session) ?? '');
		this.#current.delete(session);
	}
}
