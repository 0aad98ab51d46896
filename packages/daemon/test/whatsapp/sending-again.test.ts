import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { jidOf, Outgoing, plain, text, until } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const KEYS = { tag: 'iq', xmlns: 'encrypt', child: 'key', direction: 'in' } as const;

let world: TestWorld;
let anna: Phone;
let ben: Phone;
let opened: OpenedConnection;
let chat: Outgoing;

beforeEach(async () => {
	world = await TestWorld.start();
	anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	opened = await world.link(anna);
	chat = new Outgoing(world, opened, jidOf(ben));
});
afterEach(() => world.close());

const queries = (xmlns: string) =>
	world.sandbox
		.stanzas()
		.filter(
			({ direction, stanza: { tag, attrs } }) =>
				direction === 'in' && tag === 'iq' && attrs['xmlns'] === xmlns,
		).length;

describe('a message sent again with everything asked anew', () => {
	test('asks for devices and keys, and is shown once', async () => {
		const id = await chat.send(text('hello'));
		await ben.nextMessage();
		const before = { devices: queries('usync'), keys: queries('encrypt') };
		await chat.relay(id, true);
		await until(() => ben.messages()[0]?.copies === 2);
		expect(queries('usync')).toBe(before.devices + 1);
		expect(queries('encrypt')).toBeGreaterThan(before.keys);
		expect(ben.messages()).toHaveLength(1);
	});

	test('certainly has not left when the keys are not given', async () => {
		const id = await chat.prepare(text('hello'));
		world.sandbox.faults.add({ match: KEYS, action: 'close' });
		await expect(chat.relay(id, true)).rejects.toMatchObject({ mayHaveLeft: false });
		expect(chat.stanzasOf(id)).toEqual([]);
	});

	test.each(['lid', 'pn'] as const)('asks for the members of a group of mode %s', async (mode) => {
		const group = await world.sandbox.createGroup({ subject: 'Two', members: [anna, ben], mode });
		const inGroup = new Outgoing(world, opened, group.id);
		const id = await inGroup.send(text('hello'));
		await ben.nextMessage();
		const before = { groups: queries('w:g2'), devices: queries('usync') };
		await inGroup.relay(id, true);
		await until(() => ben.messages()[0]?.copies === 2);
		expect(queries('w:g2')).toBe(before.groups + 1);
		expect(queries('usync')).toBe(before.devices + 1);
	});
});

describe('a device that asks for a message after a restart', () => {
	/** Sends what Ben cannot open, and restarts before his question for it arrives. */
	async function askedForLater(): Promise<string> {
		const { faults } = world.sandbox;
		faults.add({ match: { tag: 'message', direction: 'in' }, action: 'corrupt', times: 1 });
		const match = { tag: 'receipt', type: 'retry', direction: 'out' } as const;
		const lost = faults.add({ match, action: 'drop', times: 1 });
		const id = await chat.send(text('again'));
		await until(() => lost.hits === 1);
		await world.restart();
		return id;
	}

	test('gets it from what was stored, under the same id', async () => {
		const id = await askedForLater();
		await world.login();
		expect(await ben.nextMessage()).toMatchObject({ id, text: 'again', copies: 1 });
		expect(chat.stanzasOf(id)).toHaveLength(2);
	});

	test('gets nothing when it was never stored', async () => {
		const id = await askedForLater();
		world.sent.clear();
		opened = await world.login();
		await until(() => answered(id));
		chat = new Outgoing(world, opened, jidOf(ben));
		await chat.send(text('next'));
		await ben.nextMessage({ where: (message) => message.text === 'next' });
		expect(chat.stanzasOf(id)).toHaveLength(1);
	});

	/** The client has dealt with the question. */
	const answered = (id: string) =>
		world.sandbox
			.stanzas()
			.some(
				({ direction, stanza: { tag, attrs } }) =>
					direction === 'in' && tag === 'ack' && attrs['class'] === 'receipt' && attrs['id'] === id,
			);
});

describe('a message of somebody else in a group', () => {
	test.each(['lid', 'pn'] as const)('is taken away by an admin, mode %s', async (mode) => {
		const members = [anna, ben];
		const group = await world.sandbox.createGroup({ subject: 'Two', members, owner: anna, mode });
		const inGroup = new Outgoing(world, opened, group.id);
		const { id } = await ben.sendText(group, 'not nice');
		const deletion = await inGroup.send(plain({ kind: 'delete', target: inGroup.from(ben, id) }));
		await until(() => ben.messages({ direction: 'out' })[0]?.deleted);
		expect(inGroup.stanzasOf(deletion)).toMatchObject([{ attrs: { edit: '8' } }]);
	});
});
