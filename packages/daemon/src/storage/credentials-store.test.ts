import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../runtime/clock.js';
import { createCredentialsStore } from './credentials-store.js';
import { Database } from './database.js';
import type { SessionCredentials } from './session-credentials.js';

describe('the credentials of a session', () => {
	let database: Database;
	let sales: SessionCredentials;
	const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 21) };

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		sales = createCredentialsStore({ database, clock }).forSession('sales');
	});
	afterEach(() => database.close());

	const another = (id: string) => createCredentialsStore({ database, clock }).forSession(id);

	test('come back in the order they are asked for, undefined where there are none', async () => {
		await sales.commit(new Map([['creds', '1{"a":1}']]), []);
		expect(await sales.get(['none', 'creds'])).toEqual([undefined, '1{"a":1}']);
	});

	test('written now are there at once', async () => {
		sales.commitNow(new Map([['creds', '1x']]), []);
		expect(await sales.get(['creds'])).toEqual(['1x']);
	});

	test('are listed by the beginning of their keys', async () => {
		await sales.commit(new Map(['a:1', 'a:2:x', 'b:1'].map((key) => [key, `1${key}`])), []);
		await another('sales-2').commit(new Map([['a:3', '1']]), []);
		expect(await sales.entries('a:')).toEqual([
			['a:1', '1a:1'],
			['a:2:x', '1a:2:x'],
		]);
	});

	test('are not those of another session', async () => {
		await sales.commit(new Map([['creds', '1x']]), []);
		expect(await another('sales-2').isEmpty()).toBe(true);
	});

	test('are empty once each key was deleted', async () => {
		await sales.commit(new Map([['a', '1']]), []);
		await sales.commit(new Map(), ['a']);
		expect(await sales.isEmpty()).toBe(true);
	});

	test('put into quarantine are out of the way and kept', async () => {
		await sales.commit(new Map([['creds', '1x']]), []);
		await sales.quarantine();
		expect(await sales.isEmpty()).toBe(true);
		expect(database.all('SELECT ns, k FROM kv')).toEqual([
			{ ns: 'quarantine:sales:2026-11-21T00:00:00.000Z', k: 'creds' },
		]);
	});

	test('cleared are gone, and the other sessions stay', async () => {
		await sales.commit(new Map([['creds', '1x']]), []);
		await another('sales-2').commit(new Map([['creds', '1y']]), []);
		await sales.clear();
		expect([await sales.isEmpty(), await another('sales-2').isEmpty()]).toEqual([true, false]);
	});

	test('damaged in the store come back as they are, so that the reader can tell', async () => {
		await sales.commit(new Map([['creds', '1x']]), []);
		database.run(`UPDATE kv SET v = '{"val'`);
		expect(await sales.get(['creds'])).toEqual(['{"val']);
	});

	test('with the store gone, no call pretends that there are none', async () => {
		database.close();
		const calls = await Promise.allSettled([
			sales.get(['creds']),
			sales.commit(new Map([['a', '1']]), []),
			sales.isEmpty(),
			sales.quarantine(),
			sales.clear(),
		]);
		expect(calls.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
		expect(() => sales.commitNow(new Map([['a', '1']]), [])).toThrow();
	});
});
