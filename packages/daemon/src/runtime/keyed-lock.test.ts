import { beforeEach, describe, expect, test } from '@jest/globals';
import { KeyedLock } from './keyed-lock.js';

describe('a lock with keys', () => {
	let lock: KeyedLock;
	let log: string[];
	beforeEach(() => {
		lock = new KeyedLock();
		log = [];
	});

	/** Work that ends when it is told to. */
	function work(name: string) {
		const { promise, resolve } = Promise.withResolvers<void>();
		const run = async () => {
			log.push(`${name} begins`);
			await promise;
			log.push(`${name} ends`);
		};
		return { run, end: resolve };
	}

	test('lets one work after the other for one key', async () => {
		const [one, two] = [work('one'), work('two')];
		const both = [lock.run('a', one.run), lock.run('a', two.run)];
		two.end();
		one.end();
		await Promise.all(both);
		expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
	});

	test('holds up no other key', async () => {
		const one = work('one');
		const first = lock.run('a', one.run);
		await lock.run('b', async () => log.push('other'));
		one.end();
		await first;
		expect(log).toEqual(['one begins', 'other', 'one ends']);
	});

	test('goes on after work that fails', async () => {
		const failing = lock.run('a', () => Promise.reject(new Error('broken')));
		const next = lock.run('a', async () => 'done');
		await expect(failing).rejects.toThrow('broken');
		expect(await next).toBe('done');
	});
});
