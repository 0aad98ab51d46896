import { expect, test } from '@jest/globals';
import { keepInOrder } from './arrival-order.js';

test.each([
	['a new message queues', {}, '0'],
	['a message of the backlog keeps its place in the queue', { offline: '3' }, '3'],
])('%s', (_, more, offline) => {
	const stanza = { tag: 'message', attrs: { id: 'A', ...more } };
	keepInOrder(stanza);
	expect(stanza.attrs).toEqual({ id: 'A', offline });
});
