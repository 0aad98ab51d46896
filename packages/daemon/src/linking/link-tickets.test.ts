import { describe, expect, test } from '@jest/globals';
import { LinkTickets } from './link-tickets.js';

const MINUTES = 60_000;

function ticketsAt() {
	let now = 0;
	const tickets = new LinkTickets({ clock: { now: () => now, after: () => () => {} } });
	return { tickets, wait: (ms: number) => (now += ms) };
}

describe('the ticket of a link page', () => {
	test('opens its session for 30 minutes', () => {
		const { tickets, wait } = ticketsAt();
		const ticket = tickets.issue('sales');
		wait(30 * MINUTES - 1);
		expect(tickets.sessionOf(ticket)).toBe('sales');
		wait(1);
		expect(tickets.sessionOf(ticket)).toBeUndefined();
	});

	test('is void once a newer one was made', () => {
		const { tickets } = ticketsAt();
		const older = tickets.issue('sales');
		const newer = tickets.issue('sales');
		expect(tickets.sessionOf(older)).toBeUndefined();
		expect(tickets.sessionOf(newer)).toBe('sales');
	});

	test('stays the same while it is valid', () => {
		const { tickets, wait } = ticketsAt();
		const ticket = tickets.current('sales');
		expect(tickets.current('sales')).toBe(ticket);
		wait(30 * MINUTES);
		expect(tickets.current('sales')).not.toBe(ticket);
	});

	test('cannot be guessed: it has 256 bits', () => {
		const { tickets } = ticketsAt();
		expect(Buffer.from(tickets.issue('sales'), 'base64url')).toHaveLength(32);
	});
});
