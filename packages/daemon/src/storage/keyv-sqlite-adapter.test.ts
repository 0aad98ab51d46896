import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Keyv } from 'keyv';
import type { Clock } from '../runtime/clock.js';
import { Database } from './database.js';
import { KeyvSqliteAdapter } from './keyv-sqlite-adapter.js';

describe('the Keyv adapter', () => {
	let database: Database;
	let now = 0;
	const clock: Clock = { now: () => now, after: () => () => {} };

	beforeEach(() => {
		now = 1_000_000;
		database = new Database({ file: ':memory:' });
	});
	afterEach(() => database.close());

	const adapter = (namespace = 'one') => new KeyvSqliteAdapter({ database, namespace, clock });

	test('clearing one namespace leaves the others', async () => {
		const [one, other] = [adapter('sales_1'), adapter('salesX1')];
		await one.set('a', '1');
		await other.set('a', '2');
		await one.clear();
		expect([await one.get('a'), await other.get('a')]).toEqual([undefined, '2']);
	});

	test('keys that differ in case alone are two keys', async () => {
		const store = adapter();
		await store.setMany([
			{ key: 'AAAAkx', value: '1' },
			{ key: 'AAAAKX', value: '2' },
		]);
		expect(await store.getMany(['AAAAkx', 'AAAAKX'])).toEqual(['1', '2']);
	});

	test('a value with a time to live is gone after it', async () => {
		const store = adapter();
		await store.set('a', '1', 50);
		now += 51;
		expect([await store.get('a'), await store.has('a')]).toEqual([undefined, false]);
	});

	test('a batch of sets and deletes is all or nothing', async () => {
		const store = adapter();
		await store.set('old', '1');
		const broken = { key: 'bad', value: undefined as unknown as string };
		await expect(store.batch([{ key: 'new', value: '2' }, broken], ['old'])).rejects.toThrow();
		expect(await store.getMany(['old', 'new'])).toEqual(['1', undefined]);
	});

	test('writes of one turn that fail together fail alone', async () => {
		const store = adapter();
		const results = await Promise.allSettled([
			store.set('a', '1'),
			store.set('b', undefined as unknown as string),
			store.set('c', '3'),
		]);
		expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	});

	test('a batch written now is not overwritten by an older one that waited', async () => {
		const store = adapter();
		const waiting = store.set('a', 'older');
		store.batchNow([{ key: 'a', value: 'newer' }], []);
		await waiting;
		expect(await store.get('a')).toBe('newer');
	});

	test('a renamed namespace keeps its rows under the new name', async () => {
		const store = adapter();
		await store.set('a', '1');
		await store.rename('kept');
		expect([await store.get('a'), await adapter('kept').get('a')]).toEqual([undefined, '1']);
	});

	test('Keyv iterates over more rows than fit a page, without the prefix it adds', async () => {
		const keyv = new Keyv({ store: adapter(), namespace: 'one' });
		const keys = Array.from({ length: 450 }, (_, index) => `key:${index}`);
		await keyv.setMany(keys.map((key) => ({ key, value: key })));
		const seen: unknown[] = [];
		for await (const [key] of keyv.iterator?.(undefined) ?? []) seen.push(key);
		expect(seen.sort()).toEqual(keys.sort());
	});

	test('with the database closed every call rejects', async () => {
		const store = adapter();
		database.close();
		const calls = await Promise.allSettled([
			store.get('a'),
			store.getMany(['a']),
			store.has('a'),
			store.hasMany(['a']),
			store.set('a', '1'),
			store.setMany([{ key: 'a', value: '1' }]),
			store.delete('a'),
			store.deleteMany(['a']),
			store.clear(),
			store.batch([], ['a']),
			store.rename('b'),
			store.iterator().next(),
		]);
		expect(calls.map(({ status }) => status)).toEqual(Array(12).fill('rejected'));
	});
});
