import { expect, test } from '@jest/globals';
import { ByteQueue } from './byte-queue.js';

test('what was pushed is taken in the same order, however it was cut', () => {
	const queue = new ByteQueue();
	const taken: Buffer[] = [];
	for (let number = 0; number < 1_000; number += 1) {
		queue.push(Buffer.from([number % 256]));
		if (number % 3 === 2) taken.push(queue.take(2));
	}
	taken.push(queue.take(queue.length));
	const expected = Buffer.from(Array.from({ length: 1_000 }, (_, number) => number % 256));
	expect(Buffer.concat(taken).equals(expected)).toBe(true);
});

test('what was taken does not change when more is pushed', () => {
	const queue = new ByteQueue();
	queue.push(Buffer.from('abc'));
	const taken = queue.take(2);
	queue.push(Buffer.from('defg'));
	expect([taken.toString(), queue.bytes.toString(), queue.length]).toEqual(['ab', 'cdefg', 5]);
});

test('a megabyte in single bytes takes no more time than there is for a test', () => {
	const queue = new ByteQueue();
	const byte = Buffer.from([7]);
	for (let count = 0; count < 1_000_000; count += 1) queue.push(byte);
	expect(queue.take(1_000_000)).toHaveLength(1_000_000);
	expect(queue.length).toBe(0);
});
