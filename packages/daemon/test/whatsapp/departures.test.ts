import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import { jidOf, Outgoing, text } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const KEYS = { tag: 'iq', xmlns: 'encrypt', child: 'key', direction: 'in' } as const;
const DEVICES = { tag: 'iq', xmlns: 'usync', direction: 'in' } as const;
const GROUP = { tag: 'iq', xmlns: 'w:g2', child: 'query', direction: 'in' } as const;

describe('a message that could not be sent', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let opened: OpenedConnection;
	let chat: Outgoing;

	beforeEach(async () => {
		world = await TestWorld.start({ tuning: { queryTimeoutMs: 1_000 } });
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		// The keys of a linked device are asked for in the middle of a send.
		await world.link(ben, 'other');
		opened = await world.link(anna);
		chat = new Outgoing(world, opened, jidOf(ben));
	});
	afterEach(() => world.close());

	test.each([
		['the question for devices is lost', DEVICES, { action: 'drop' }],
		['the question for devices is refused', DEVICES, { action: 'iq-error', code: 500 }],
		['the connection ends at the question for devices', DEVICES, { action: 'close' }],
		['the question for keys is lost', KEYS, { action: 'drop' }],
		['the question for keys is refused', KEYS, { action: 'iq-error', code: 500 }],
		['the connection ends at the question for keys', KEYS, { action: 'close' }],
	] as const)('when %s, certainly has not left', async (_when, match, fault) => {
		world.sandbox.faults.add({ match, ...fault });
		const id = await chat.prepare(text('hello'));
		await expect(chat.relay(id)).rejects.toMatchObject({ mayHaveLeft: false, permanent: null });
		expect(chat.stanzasOf(id)).toEqual([]);
	});

	test.each([
		['lost', { action: 'drop' }],
		['refused', { action: 'iq-error', code: 500 }],
	] as const)(
		'when the question for a group is %s, certainly has not left',
		async (_how, fault) => {
			const group = await world.sandbox.createGroup({ subject: 'Two', members: [anna, ben] });
			const inGroup = new Outgoing(world, opened, group.id);
			world.sandbox.faults.add({ match: GROUP, ...fault });
			const id = await inGroup.prepare(text('hello'));
			await expect(inGroup.relay(id)).rejects.toMatchObject({
				mayHaveLeft: false,
				permanent: null,
			});
			expect(inGroup.stanzasOf(id)).toEqual([]);
		},
	);

	test.each([
		['known, whose devices are not told', null, { action: 'drop' }],
		['nobody has', '999999999999999@lid', { action: 'delay', ms: 1 }],
	] as const)('to a LID %s, certainly has not left', async (_which, unknown, fault) => {
		const byLid = new Outgoing(world, opened, unknown ?? ben.lid);
		world.sandbox.faults.add({ match: DEVICES, ...fault });
		const id = await byLid.prepare(text('hello'));
		await expect(byLid.relay(id)).rejects.toMatchObject({ mayHaveLeft: false, permanent: null });
		expect(byLid.stanzasOf(id)).toEqual([]);
	});

	test('does not leave later, when the answer comes too late', async () => {
		const slow = world.sandbox.faults.add({ match: KEYS, action: 'delay', ms: 2_000 });
		const id = await chat.prepare(text('late'));
		await expect(chat.relay(id)).rejects.toMatchObject({ mayHaveLeft: false });
		slow.remove();
		await chat.send(text('next'));
		await ben.nextMessage({ where: (message) => message.text === 'next' });
		expect(chat.stanzasOf(id)).toEqual([]);
	});

	test('can be sent again under the same id', async () => {
		world.sandbox.faults.add({ match: KEYS, action: 'drop', times: 1 });
		const id = await chat.prepare(text('hello'));
		await chat.relay(id).catch(() => {});
		const again = () =>
			chat.relay(id).then(
				() => true,
				() => false,
			);
		while (!(await again()));
		expect(await ben.nextMessage()).toMatchObject({ id, text: 'hello', copies: 1 });
	});

	test('to a group this number is not in fails for good', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Others', members: [ben] });
		const outside = new Outgoing(world, opened, group.id);
		const id = await outside.prepare(text('hello'));
		await expect(outside.relay(id)).rejects.toMatchObject({
			mayHaveLeft: false,
			permanent: 'NOT_IN_GROUP',
		});
	});

	test('is in doubt when the store fails while it is encrypted, and stays here', async () => {
		await opened.connection.close();
		const credentials = failing(world.credentials());
		opened = await world.open({ credentials });
		await opened.events.first('caughtUp');
		chat = new Outgoing(world, opened, jidOf(ben));
		await chat.send(text('first'));
		await ben.nextMessage();
		const id = await chat.prepare(text('second'));
		credentials.broken = true;
		await expect(chat.relay(id)).rejects.toMatchObject({ mayHaveLeft: true });
		await opened.events.first('closed');
		expect(chat.stanzasOf(id)).toEqual([]);
	});
});

/** Credentials that can be read, and written until they break. */
function failing(credentials: SessionCredentials): SessionCredentials & { broken: boolean } {
	const state = { broken: false };
	const write =
		<A extends unknown[], R>(work: (...given: A) => R) =>
		(...given: A): R => {
			if (state.broken) throw new Error('disk full');
			return work(...given);
		};
	return Object.assign(state, {
		get: (keys: readonly string[]) => credentials.get(keys),
		commit: write((sets: ReadonlyMap<string, string>, deletes: readonly string[]) =>
			credentials.commit(sets, deletes),
		),
		commitNow: write((sets: ReadonlyMap<string, string>, deletes: readonly string[]) =>
			credentials.commitNow(sets, deletes),
		),
		entries: (prefix: string) => credentials.entries(prefix),
		isEmpty: () => credentials.isEmpty(),
		quarantine: () => credentials.quarantine(),
		clear: () => credentials.clear(),
	});
}
