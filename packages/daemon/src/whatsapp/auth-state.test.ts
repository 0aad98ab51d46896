import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as baileys from '@whiskeysockets/baileys';
import { createCredentialsStore } from '../storage/credentials-store.js';
import { Database } from '../storage/database.js';
import type { SessionCredentials } from '../storage/session-credentials.js';
import { AuthState } from './auth-state.js';

describe('the authentication state', () => {
	let database: Database;
	let credentials: SessionCredentials;
	let failures: unknown[];

	beforeEach(() => {
		failures = [];
		database = new Database({ file: ':memory:' });
		credentials = createCredentialsStore({ database }).forSession('sales');
	});
	afterEach(() => database.close());

	async function load(): Promise<AuthState> {
		const auth = await AuthState.load({ baileys, sessionId: 'sales', credentials });
		auth.onFailure = (error) => failures.push(error);
		return auth;
	}

	async function linked(): Promise<AuthState> {
		const auth = await load();
		auth.creds.me = { id: '491700000001:1@s.whatsapp.net' };
		auth.creds.account = { details: Buffer.from('signed by the phone') };
		auth.save();
		return auth;
	}

	const setCounter = (auth: AuthState, accountSyncCounter: number) => {
		Object.assign(auth.creds, { accountSyncCounter });
		auth.save();
	};

	const damage = (key: string) =>
		database.run(`UPDATE kv SET v = replace(v, 'noiseKey', 'noisekey') WHERE k = ?`, key);

	test('starts anew where nothing is stored, and stores nothing until a phone accepts', async () => {
		const auth = await load();
		auth.save();
		expect([auth.linked, await credentials.isEmpty()]).toEqual([false, true]);
	});

	test('comes back as it was saved', async () => {
		const auth = await linked();
		const again = await load();
		expect(again.creds).toEqual(auth.creds);
		expect(again.recovered).toBe(false);
	});

	test('falls back to the account before when the newest row is damaged', async () => {
		setCounter(await linked(), 1);
		damage('creds');
		const again = await load();
		expect([again.creds.accountSyncCounter, again.recovered]).toEqual([0, true]);
	});

	test('keeps three accounts', async () => {
		const auth = await linked();
		for (const counter of [1, 2, 3]) setCounter(auth, counter);
		damage('creds');
		damage('creds@-1');
		expect((await load()).creds.accountSyncCounter).toBe(1);
	});

	test('never puts a damaged row in the place of a whole one', async () => {
		setCounter(await linked(), 1);
		damage('creds');
		setCounter(await load(), 2);
		damage('creds');
		expect((await load()).creds.accountSyncCounter).toBe(0);
	});

	test('is an error when every row is damaged, never a new identity', async () => {
		await linked();
		damage('creds');
		await expect(load()).rejects.toMatchObject({ code: 'bad-credentials' });
	});

	test('is an error when there are keys and no account', async () => {
		await credentials.commit(new Map([['session:a', '1{}']]), []);
		await expect(load()).rejects.toMatchObject({ code: 'bad-credentials' });
	});

	test('discards a linking that a phone never accepted', async () => {
		const auth = await linked();
		const before = auth.creds.noiseKey.public;
		database.run(`DELETE FROM kv`);
		const { account: _never, ...halfDone } = auth.creds;
		await storeUntagged(halfDone);
		const again = await load();
		expect(again.creds.noiseKey.public).not.toEqual(before);
		expect(again.creds.me).toBeUndefined();
	});

	async function storeUntagged(creds: object): Promise<void> {
		const { encodeTagged } = await import('./stored-value.js');
		const json = JSON.stringify(creds, baileys.BufferJSON.replacer);
		await credentials.commit(new Map([['creds', encodeTagged(json)]]), []);
	}

	test('keeps keys of every type byte for byte', async () => {
		const { keys } = await linked();
		const session = Buffer.from([1, 2, 3]);
		const pair = { public: Buffer.from([4]), private: Buffer.from([5]) };
		await keys.set({ session: { a: session }, 'pre-key': { 1: pair } });
		expect(await keys.get('session', ['a', 'b'])).toEqual({ a: session });
		expect(await keys.get('pre-key', ['1'])).toEqual({ 1: pair });
	});

	test('gives app state keys back as the objects Baileys needs', async () => {
		const { keys } = await linked();
		await keys.set({ 'app-state-sync-key': { a: { keyData: Buffer.from([1]) } } });
		const { a } = await keys.get('app-state-sync-key', ['a']);
		expect(a).toBeInstanceOf(baileys.proto.Message.AppStateSyncKeyData);
	});

	test('a key set to null is gone', async () => {
		const { keys } = await linked();
		await keys.set({ session: { a: Buffer.from([1]) } });
		await keys.set({ session: { a: null } });
		expect(await keys.get('session', ['a'])).toEqual({});
	});

	test('every stored value starts with the format byte', async () => {
		const auth = await linked();
		await auth.keys.set({ 'lid-mapping': { a: 'b' } });
		const rows = database.all<{ v: string }>('SELECT v FROM kv');
		expect(rows.map(({ v }) => v.slice(0, 11))).toEqual(['{"value":"1', '{"value":"1']);
	});

	test('an account that could not be saved is saved with the next keys', async () => {
		const auth = await linked();
		const { commitNow } = credentials;
		credentials.commitNow = () => {
			throw new Error('disk full');
		};
		setCounter(auth, 7);
		credentials.commitNow = commitNow;
		await auth.keys.set({ session: { a: Buffer.from([1]) } });
		expect(failures).toHaveLength(1);
		expect((await load()).creds.accountSyncCounter).toBe(7);
	});

	test('all keys of a type are found, without the damaged ones', async () => {
		const auth = await linked();
		await auth.keys.set({ 'lid-mapping': { a: 'b', c: 'd' }, session: { a: Buffer.from([1]) } });
		database.run(`UPDATE kv SET v = '{"value":"1{"}' WHERE k = 'lid-mapping:c'`);
		expect(await auth.all('lid-mapping')).toEqual(new Map([['a', 'b']]));
	});

	test('keys are told once they are durable', async () => {
		const auth = await linked();
		const told: object[] = [];
		auth.onStored = (keys) => told.push(keys);
		await auth.keys.set({ 'lid-mapping': { a: 'b' } });
		expect(told).toEqual([{ 'lid-mapping': { a: 'b' } }]);
	});

	test('keys that cannot be committed are reported, and the call rejects', async () => {
		const auth = await linked();
		database.close();
		await expect(auth.keys.set({ session: { a: Buffer.from([1]) } })).rejects.toThrow();
		expect(failures).toHaveLength(1);
	});

	test('a revoked state writes nothing any more', async () => {
		const auth = await linked();
		auth.revoke();
		setCounter(auth, 9);
		await expect(auth.keys.set({ session: { a: Buffer.from([1]) } })).rejects.toThrow('has ended');
		expect((await load()).creds.accountSyncCounter).toBe(0);
		expect(failures).toEqual([]);
	});
});
