import { expect, test } from '@jest/globals';
import { encodeTime } from 'ulid';
import { createIds } from './ids.js';

test('ids sort by the order in which they were made', () => {
	const ids = createIds();
	const made = Array.from({ length: 1_000 }, () => ids.next());
	expect(made.toSorted()).toEqual(made);
});

test('ids sort after one that was made when the clock was ahead', () => {
	const tomorrow = `${encodeTime(Date.now() + 86_400_000, 10)}${'Z'.repeat(16)}`;
	const ids = createIds(tomorrow);
	const made = [ids.next(), ids.next()];
	expect([tomorrow, ...made].toSorted()).toEqual([tomorrow, ...made]);
});
