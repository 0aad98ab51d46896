import { beforeEach, describe, expect, test } from '@jest/globals';
import { LinkTickets } from './link-tickets.js';

const MINUTES = 60_000;

describe('the ticket of a link page', () => {
	let now: number;
	let tickets: LinkTickets<{ id: string }>;
	const sales = { id: 'sales' };
	beforeEach(() => {
		now = 0;
		tickets = new LinkTickets({ clock: { now: () => now, after: () => () => {} } });
	});

	test('opens its session for 30 minutes', () => {
		const ticket = tickets.issue(sales);
		now = 30 * MINUTES - 1;
		expect(tickets.sessionOf(ticket)).toBe(sales);
		now = 30 * MINUTES;
		expect(tickets.sessionOf(ticket)).toBeUndefined();
	});

	test('is void once a newer one was made', () => {
		const older = tickets.issue(sales);
		const newer = tickets.issue(sales);
		expect(tickets.sessionOf(older)).toBeUndefined();
		expect(tickets.sessionOf(newer)).toBe(sales);
	});

	test('stays the same while it is valid', () => {
		const ticket = tickets.current(sales);
		expect(tickets.current(sales)).toBe(ticket);
		now = 30 * MINUTES;
		expect(tickets.current(sales)).not.toBe(ticket);
	});

	test('shows no code any more once a phone was linked with it', () => {
		const ticket = tickets.issue(sales);
		expect(tickets.mayShow(ticket)).toBe(true);
		tickets.use(sales);
		expect(tickets.mayShow(ticket)).toBe(false);
		expect(tickets.sessionOf(ticket)).toBe(sales);
	});

	test('does not open another session of the same name', () => {
		const namesake = { id: 'sales' };
		const ticket = tickets.issue(sales);
		expect(tickets.current(namesake)).not.toBe(ticket);
		expect(tickets.sessionOf(ticket)).not.toBe(namesake);
	});

	test('cannot be guessed: it has 256 bits', () => {
		expect(Buffer.from(tickets.issue(sales), 'base64url')).toHaveLength(32);
	});
});
