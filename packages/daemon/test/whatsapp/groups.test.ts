import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultRuleInput, Group, Phone } from '@waypost/sandbox';
import { Outgoing, text, until } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const MESSAGE = { tag: 'message', direction: 'in' } as const;
const ACK = { tag: 'ack', direction: 'out' } as const;

let world: TestWorld;
let anna: Phone;
let ben: Phone;
let eve: Phone;
let opened: OpenedConnection;

beforeEach(async () => {
	world = await TestWorld.start();
	anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	eve = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Eve' });
	opened = await world.link(anna);
});
afterEach(() => world.close());

/** What the server was asked about groups. */
const questions = (where: (attrs: Record<string, string>) => boolean = () => true): number =>
	world.sandbox
		.stanzas()
		.filter(
			({ direction, stanza: { tag, attrs } }) =>
				direction === 'in' && tag === 'iq' && attrs['xmlns'] === 'w:g2' && where(attrs),
		).length;

const told = (change: string) =>
	opened.events.first('groupChanged', (notice) => notice.change === change);

describe.each([
	['lid', 'lid'],
	['pn', 'phone-number'],
] as const)('a group that names people by %s', (mode, addressing) => {
	let group: Group;
	let chat: Outgoing;

	beforeEach(async () => {
		const members = [anna, ben];
		group = await world.sandbox.createGroup({ subject: 'Team', members, owner: ben, mode });
		chat = new Outgoing(world, opened, group.id);
		await told('created');
	});

	test('is shown with everybody in it, by both addresses', async () => {
		await group.setDescription('Lunch at one');
		await group.setAnnouncement(true);
		expect(await opened.connection.group(group.id)).toMatchObject({
			id: group.id,
			subject: 'Team',
			description: 'Lunch at one',
			owner: { phoneNumber: ben.phoneNumber },
			addressing,
			onlyAdminsWrite: true,
			onlyAdminsEdit: false,
			members: [
				{ phoneNumber: ben.phoneNumber, lid: ben.lid, role: 'owner' },
				{ phoneNumber: anna.phoneNumber, lid: anna.lid, role: 'member' },
			],
		});
	});

	test('is asked for once for many messages', async () => {
		const before = questions();
		for (const words of ['one', 'two', 'three']) {
			await chat.send(text(words));
			await ben.nextMessage();
		}
		expect(questions()).toBe(before + 1);
	});

	test('reaches who was added since the last message', async () => {
		await chat.send(text('before'));
		await group.add(eve);
		await told('members-added');
		await chat.send(text('after'));
		expect(await eve.nextMessage()).toMatchObject({ text: 'after', chat: group.id });
	});

	test('is encrypted no more for who was removed', async () => {
		await group.add(eve);
		await told('members-added');
		await chat.send(text('before'));
		await eve.nextMessage();
		await group.remove(eve);
		await told('members-removed');
		await chat.send(text('after'));
		await until(() => ben.messages().some((message) => message.text === 'after'));
		expect(eve.messages().map((message) => message.text)).toEqual(['before']);
	});

	test('where only admins write takes nothing from others, and all from an admin', async () => {
		await group.setAnnouncement(true);
		await told('settings');
		const id = await chat.prepare(text('mine'));
		await expect(chat.relay(id)).rejects.toMatchObject({
			mayHaveLeft: false,
			permanent: 'NOT_GROUP_ADMIN',
		});
		await group.promote(anna);
		await told('members-promoted');
		await chat.relay(id);
		expect(await ben.nextMessage()).toMatchObject({ text: 'mine' });
	});

	test('that threw us out takes nothing more', async () => {
		await chat.send(text('before'));
		await group.remove(anna);
		await told('left');
		await expect(chat.relay(await chat.prepare(text('after')))).rejects.toMatchObject({
			mayHaveLeft: false,
			permanent: 'NOT_IN_GROUP',
		});
		await expect(opened.connection.group(group.id)).rejects.toMatchObject({
			code: 'NOT_IN_GROUP',
			upstreamCode: 403,
		});
	});

	test('tells who did what to whom', async () => {
		await group.add(eve, { by: ben });
		expect(await told('members-added')).toMatchObject({
			chat: { id: group.id, kind: 'group' },
			by: { phoneNumber: ben.phoneNumber, lid: ben.lid, name: 'Ben' },
			members: [{ phoneNumber: eve.phoneNumber, lid: eve.lid }],
			value: null,
		});
	});

	test('tells what the owner of this number does on the phone', async () => {
		await group.promote(anna);
		await group.setSubject('Crew', { by: anna });
		expect(await told('subject')).toMatchObject({
			by: { phoneNumber: anna.phoneNumber, lid: anna.lid },
			value: 'Crew',
		});
	});
});

describe('a group that is known', () => {
	let group: Group;
	let chat: Outgoing;

	beforeEach(async () => {
		group = await world.sandbox.createGroup({ subject: 'Team', members: [anna, ben] });
		chat = new Outgoing(world, opened, group.id);
		await told('created');
		await sendAndSee('the first');
	});

	/** Sends a text and waits for what WhatsApp says to it. */
	async function sendAndSee(words: string): Promise<void> {
		const id = await chat.send(text(words));
		await opened.events.first('ack', ({ whatsappId }) => whatsappId === id);
	}

	const asked = () => questions(({ to }) => to === group.id);

	test.each<[string, FaultRuleInput]>([
		['refuses a message to it', { match: MESSAGE, action: 'ack-error', code: 479 }],
		[
			'counts other devices in it than we do',
			{ match: ACK, action: 'attributes', attrs: { phash: '2:other' } },
		],
		['says that what we know of groups is out of date', { match: MESSAGE, action: 'groups-dirty' }],
	])('is asked for anew once WhatsApp %s', async (_what, fault) => {
		const before = asked();
		const struck = world.sandbox.faults.add(fault);
		await sendAndSee('the second');
		struck.remove();
		expect(asked()).toBe(before);
		await sendAndSee('the third');
		expect(asked()).toBe(before + 1);
	});
});

describe('groups', () => {
	const create = (subject: string, members: Phone[] = [anna, ben]) =>
		world.sandbox.createGroup({ subject, members, owner: ben });

	test('are listed where this number is a member, and nowhere else', async () => {
		await create('One');
		await create('Two');
		await create('Not ours', [ben, eve]);
		const groups = await opened.connection.groups();
		expect(groups.map(({ subject }) => subject).sort()).toEqual(['One', 'Two']);
	});

	test('that WhatsApp does not list in time are not "none"', async () => {
		const match = { tag: 'iq', xmlns: 'w:g2', child: 'participating', direction: 'in' } as const;
		const slow = await TestWorld.start({ tuning: { queryTimeoutMs: 300 } });
		try {
			const phone = await slow.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
			const { connection } = await slow.link(phone);
			slow.sandbox.faults.add({ match, action: 'drop' });
			await expect(connection.groups()).rejects.toMatchObject({ code: 'WHATSAPP_TIMEOUT' });
		} finally {
			await slow.close();
		}
	});

	test('that do not exist are not found', async () => {
		const asked = opened.connection.group('120363999999999999@g.us');
		await expect(asked).rejects.toMatchObject({ code: 'GROUP_NOT_FOUND', upstreamCode: 404 });
	});

	test('are not asked for after the end of the connection', async () => {
		await opened.connection.close();
		await expect(opened.connection.groups()).rejects.toMatchObject({ code: 'WHATSAPP_NOT_READY' });
	});

	test('are asked for anew by the next connection', async () => {
		const { id } = await create('Team');
		await opened.connection.group(id);
		await opened.connection.close();
		opened = await world.login();
		const before = questions();
		await opened.connection.group(id);
		expect(questions()).toBe(before + 1);
	});

	test('that changed while we were away tell so at the next login', async () => {
		const group = await create('Team');
		await told('created');
		await opened.connection.close();
		await group.add(eve);
		opened = await world.login();
		expect(await told('members-added')).toMatchObject({ members: [{ lid: eve.lid }] });
	});

	test('tell a change that could not be stored again, under the same id', async () => {
		await opened.connection.close();
		const ids: string[] = [];
		const failing = await world.open({
			onGroupChanged: ({ id }) => {
				ids.push(id);
				throw new Error('disk full');
			},
		});
		await failing.events.first('caughtUp');
		await create('Team');
		await failing.events.first('closed');
		opened = await world.login();
		expect([(await told('created')).id]).toEqual(ids);
	});

	test('are told before WhatsApp hears that we know', async () => {
		await opened.connection.close();
		const acks: number[] = [];
		opened = await world.open({
			onGroupChanged: ({ id }) => {
				const isAck = ({ stanza }: { stanza: { tag: string; attrs: Record<string, unknown> } }) =>
					stanza.tag === 'ack' && stanza.attrs['id'] === id;
				acks.push(world.sandbox.stanzas().filter(isAck).length);
			},
		});
		await opened.events.first('caughtUp');
		await create('Team');
		await told('created');
		expect(acks).toEqual([0]);
	});
});
