import { expect, test } from '@jest/globals';
import { ArrivalOrder } from './arrival-order.js';

function arrive(order: ArrivalOrder, id: string, more: Record<string, string> = {}) {
	const stanza = { tag: 'message', attrs: { id, ...more } as Record<string, string> };
	order.arrived(stanza);
	return stanza.attrs['offline'];
}

test('a new message is taken at once', () => {
	expect(arrive(new ArrivalOrder(), 'A')).toBeUndefined();
});

test('a new message queues behind a backlog', () => {
	const order = new ArrivalOrder();
	arrive(order, 'A', { offline: '3' });
	expect(arrive(order, 'B')).toBe('0');
});

test('a new message queues behind another one that does', () => {
	const order = new ArrivalOrder();
	arrive(order, 'A', { offline: '3' });
	arrive(order, 'B');
	order.handled('A');
	expect(arrive(order, 'C')).toBe('0');
});

test('once the queue is empty a new message is taken at once again', () => {
	const order = new ArrivalOrder();
	arrive(order, 'A', { offline: '3' });
	order.handled('A');
	expect(arrive(order, 'B')).toBeUndefined();
});

test('a message that Baileys refuses without a word holds up nothing for long', () => {
	const order = new ArrivalOrder();
	arrive(order, 'A', { offline: '3' });
	arrive(order, 'B', { offline: '3' });
	order.handled('B');
	expect(arrive(order, 'C')).toBeUndefined();
});

test('a message of the backlog keeps its attribute', () => {
	expect(arrive(new ArrivalOrder(), 'A', { offline: '3' })).toBe('3');
});
