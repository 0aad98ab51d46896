import { beforeEach, describe, expect, test } from '@jest/globals';
import { KeyCache } from './key-cache.js';

describe('the cache of keys', () => {
	let cache: KeyCache;
	beforeEach(() => {
		cache = new KeyCache();
	});

	const store = (id: string, value: string | null) =>
		cache.wasStored({ 'lid-mapping': { [id]: value } });
	const find = (id: string) => cache.find('lid-mapping', id);

	test('knows nothing at first', () => {
		expect(find('a')).toBeUndefined();
	});

	test('answers what was stored last', () => {
		store('a', 'one');
		store('a', 'two');
		expect(find('a')).toEqual({ value: 'two' });
	});

	test('knows what was deleted to be absent', () => {
		store('a', 'one');
		store('a', null);
		expect(find('a')).toEqual({ value: undefined });
	});

	test('takes in what was read', () => {
		cache.wasRead('lid-mapping', 'a', 'one', cache.version);
		expect(find('a')).toEqual({ value: 'one' });
	});

	test('does not take in what was read before a write', () => {
		const { version } = cache;
		store('a', 'new');
		cache.wasRead('lid-mapping', 'a', 'old', version);
		expect(find('a')).toEqual({ value: 'new' });
	});

	test('leaves out what Baileys changes in place', () => {
		cache.wasStored({ 'sender-key-memory': { a: { b: true } } });
		expect(cache.find('sender-key-memory', 'a')).toBeUndefined();
	});

	test('forgets what was not used for long', () => {
		store('first', 'one');
		store('second', 'two');
		for (let n = 0; n < 199; n++) {
			find('second');
			store(`${n}`, 'more');
		}
		expect([find('first'), find('second')]).toEqual([undefined, { value: 'two' }]);
	});
});
