import { randomBytes } from 'node:crypto';
import type { Clock } from '../runtime/clock.js';

/** A ticket opens the link page of one session, and nothing else. */
interface Ticket {
	sessionId: string;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

/** How long a link page stays open, in milliseconds. */
const LIFETIME_MS = 30 * 60_000;
const TICKET_BYTES = 32;

/**
 * The tickets of link pages: 256 random bits each, one per session, in memory alone, so that a
 * restart closes all pages.
 */
export class LinkTickets {
	readonly #clock: Clock;
	readonly #tickets = new Map<string, Ticket>();
	readonly #bySession = new Map<string, string>();

	constructor({ clock }: { clock: Clock }) {
		this.#clock = clock;
	}

	/** A new ticket for a session; its older one is void from now on. */
	issue(sessionId: string): string {
		this.revoke(sessionId);
		const ticket = randomBytes(TICKET_BYTES).toString('base64url');
		this.#tickets.set(ticket, { sessionId, expiresAt: this.#clock.now() + LIFETIME_MS });
		this.#bySession.set(sessionId, ticket);
		return ticket;
	}

	/** The ticket of a session that is valid now, or a new one. */
	current(sessionId: string): string {
		const ticket = this.#bySession.get(sessionId);
		return ticket !== undefined && this.sessionOf(ticket) !== undefined
			? ticket
			: this.issue(sessionId);
	}

	/** @returns the session a ticket opens; undefined when it is void. */
	sessionOf(ticket: string): string | undefined {
		const found = this.#tickets.get(ticket);
		if (!found) return undefined;
		if (found.expiresAt > this.#clock.now()) return found.sessionId;
		this.revoke(found.sessionId);
		return undefined;
	}

	revoke(sessionId: string): void {
		const ticket = this.#bySession.get(sessionId);
		if (ticket !== undefined) this.#tickets.delete(ticket);
		this.#bySession.delete(sessionId);
	}
}
