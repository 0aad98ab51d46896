import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import { TestWorld } from './test-world.js';

describe('what a crash left of a message', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	});
	afterEach(() => world.close());

	const rows = () =>
		world.database.all<{ k: string }>("SELECT k FROM kv WHERE k LIKE 'decrypted:%'");

	/** A store that never hears that a row is no longer needed: the process died before. */
	function withoutDeletes(): SessionCredentials {
		const credentials = world.credentials();
		const { commit, commitNow } = credentials;
		credentials.commit = (sets) => commit.call(credentials, sets, []);
		credentials.commitNow = (sets) => commitNow.call(credentials, sets, []);
		return credentials;
	}

	async function crashAfter(...texts: string[]): Promise<void> {
		const { connection } = await world.link(anna);
		await connection.close();
		const crashing = await world.open({ credentials: withoutDeletes() });
		await crashing.events.first('caughtUp');
		for (const text of texts) await ben.sendText(anna, text);
		await crashing.events.first('message', ({ text }) => text === texts.at(-1));
		await crashing.connection.checkNumbers([ben.phoneNumber]);
		await crashing.connection.close();
	}

	test('is handed over again once the backlog is through', async () => {
		await crashAfter('one', 'two');
		const { events } = await world.login();
		await events.first('message', ({ text }) => text === 'two');
		expect(events.names.indexOf('message')).toBeGreaterThan(events.names.indexOf('caughtUp'));
	});

	test('is gone with the end of the next connection', async () => {
		await crashAfter('one', 'two');
		expect(rows()).toHaveLength(2);
		const { connection, events } = await world.login();
		await events.first('message', ({ text }) => text === 'two');
		await connection.close();
		expect(rows()).toEqual([]);
	});

	test('does not pile up over many crashes', async () => {
		await crashAfter('one');
		for (let crash = 0; crash < 5; crash += 1) {
			const { connection } = await world.login();
			await connection.checkNumbers([ben.phoneNumber]);
			await connection.close();
		}
		expect(rows()).toEqual([]);
	});
});
