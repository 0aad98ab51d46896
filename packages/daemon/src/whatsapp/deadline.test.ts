import { expect, test } from '@jest/globals';
import { DeadlineError, withDeadline } from './deadline.js';

const never = new Promise<never>(() => {});

test('what settles in time is passed on', async () => {
	const work = Promise.resolve('answer');
	expect(await withDeadline(work, { ms: 1000, what: 'a question', end: never })).toBe('answer');
});

test('what never settles is an error that says what was asked', async () => {
	const late = withDeadline(never, { ms: 5, what: 'a question', end: never });
	await expect(late).rejects.toThrow(DeadlineError);
	await expect(late).rejects.toThrow('a question');
});

test('the end of the connection comes first', async () => {
	const end = Promise.reject(new Error('ended'));
	const late = withDeadline(never, { ms: 60_000, what: 'a question', end });
	await expect(late).rejects.toThrow('ended');
});
