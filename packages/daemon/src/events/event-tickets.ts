import { randomBytes } from 'node:crypto';
import type { EventsTicket } from '@waypost/contract';
import type { Caller } from '../keys/caller.js';
import { toIso, type Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';

export interface EventTicketsOptions {
	/** The caller with the rights its key has now. @throws WaypostError when it has none any more. */
	recall: (keyId: string | null, address: string | undefined) => Caller;
	clock: Clock;
}

interface IssuedTicket {
	keyId: string | null;
	/** Milliseconds since 1970. */
	expiresAt: number;
}

const LIFETIME_MS = 30_000;
const TICKET_BYTES = 32;
const MAX_PER_KEY = 20;

/**
 * Tickets that open one event stream each, for pages whose EventSource cannot send a key: 256 random
 * bits, valid for 30 s and one use, in memory alone. What a ticket opens is what its key may see at
 * that moment.
 */
export class EventTickets {
	readonly #options: EventTicketsOptions;
	readonly #issued = new Map<string, IssuedTicket>();

	constructor(options: EventTicketsOptions) {
		this.#options = options;
	}

	/** @throws WaypostError RATE_LIMITED when the key has too many tickets that nobody used. */
	issue({ keyId, name }: Caller): EventsTicket {
		this.#forgetExpired();
		const ofKey = [...this.#issued.values()].filter((ticket) => ticket.keyId === keyId);
		if (ofKey.length >= MAX_PER_KEY) {
			throw new WaypostError(
				'RATE_LIMITED',
				`The API key "${name}" has ${MAX_PER_KEY} event tickets that are not used yet. Use one, or wait until they expire.`,
				{ retryAfter: LIFETIME_MS / 1000 },
			);
		}
		const ticket = randomBytes(TICKET_BYTES).toString('base64url');
		const expiresAt = this.#options.clock.now() + LIFETIME_MS;
		this.#issued.set(ticket, { keyId, expiresAt });
		return { ticket, expiresAt: toIso(expiresAt) };
	}

	/**
	 * Whom the ticket was given to; it is void from now on.
	 *
	 * @throws WaypostError UNAUTHORIZED for a ticket that is unknown, used or expired, or whose key was
	 *   revoked; KEY_EXPIRED; FORBIDDEN from an address that the key does not allow.
	 */
	redeem(ticket: string, address: string | undefined): Caller {
		this.#forgetExpired();
		const issued = this.#issued.get(ticket);
		if (!issued) {
			throw new WaypostError(
				'UNAUTHORIZED',
				'The event ticket is unknown, expired or used: each opens one stream, within 30 seconds. Ask for a new one with POST /v1/events/ticket.',
			);
		}
		this.#issued.delete(ticket);
		return this.#options.recall(issued.keyId, address);
	}

	#forgetExpired(): void {
		const now = this.#options.clock.now();
		for (const [ticket, { expiresAt }] of this.#issued) {
			if (expiresAt <= now) this.#issued.delete(ticket);
		}
	}
}
