import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import * as outgoing from './outgoing.js';
import { TestWorld } from './test-world.js';

const BEN = '491700000002@s.whatsapp.net';

describe('the key of a text', () => {
	let world: TestWorld;
	let isBroken: boolean;
	let stored: string[];

	beforeEach(async () => {
		world = await TestWorld.start();
		isBroken = false;
		stored = [];
		const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001' });
		await world.sandbox.addPhone({ phoneNumber: '+491700000002' });
		const { connection } = await world.link(anna);
		await connection.close();
	});
	afterEach(() => world.close());

	/** The credentials of the session, which note what they store, and may refuse to. */
	function watchedCredentials(): SessionCredentials {
		const real = world.credentials();
		return {
			get: (keys) => real.get(keys),
			commit: async (sets, deletes) => {
				if (isBroken && hasSession(sets)) throw new Error('disk full');
				await real.commit(sets, deletes);
				if (hasSession(sets)) stored.push(...messagesOnTheWire().map(() => 'late'), 'session');
			},
			commitNow: (sets, deletes) => real.commitNow(sets, deletes),
			entries: (prefix) => real.entries(prefix),
			isEmpty: () => real.isEmpty(),
			quarantine: () => real.quarantine(),
			clear: () => real.clear(),
		};
	}

	const hasSession = (sets: ReadonlyMap<string, string>) =>
		[...sets.keys()].some((key) => key.startsWith('session:'));

	const messagesOnTheWire = () =>
		world.sandbox
			.stanzas()
			.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === 'message');

	async function send(): Promise<void> {
		const { connection, events } = await world.open({ credentials: watchedCredentials() });
		await events.first('caughtUp');
		const whatsappId = world.connector.newMessageId();
		const content = await connection.prepare(outgoing.text('hello'), { chatId: BEN, whatsappId });
		await connection.relay({ chatId: BEN, whatsappId, content });
		await events.first('ack');
	}

	test('is stored before the text leaves', async () => {
		await send();
		expect(messagesOnTheWire()).toHaveLength(1);
		expect(new Set(stored)).toEqual(new Set(['session']));
	});

	test('that cannot be stored keeps the text from leaving', async () => {
		isBroken = true;
		await expect(send()).rejects.toThrow();
		expect(messagesOnTheWire()).toEqual([]);
	});
});
