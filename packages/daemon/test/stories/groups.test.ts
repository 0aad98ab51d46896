import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Group as GroupView, Message, Page, WaypostEvent } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import { Receiver } from '../webhook-world.js';
import { World } from '../world.js';

const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

let world: World;
let anna: Phone;
let ben: Phone;
let eve: Phone;

beforeEach(async () => {
	world = await World.start();
	anna = await world.anna();
	ben = await world.ben();
	eve = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Eve' });
	await world.linkedSession('sales');
});
afterEach(() => world[Symbol.asyncDispose]());

type Change = Extract<WaypostEvent, { type: 'group.updated' }>['data']['change'];

const told = (change: Change) =>
	world.event('group.updated', ({ data }) => data.change === change).then(({ data }) => data);
const send = (json: object, query = '') =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${query}`, { json });
const settled = (id: string, status: Message['status']) =>
	world.event('message.status', ({ data }) => data.messageId === id && data.status === status);
const groupUpdates = async () =>
	(await world.call<Page<WaypostEvent>>('GET', '/v1/events?type=group.updated')).body.data;

describe.each([
	['lid', 'lid'],
	['pn', 'phone-number'],
] as const)('in a group that names people by %s', (mode, addressing) => {
	let group: Group;

	beforeEach(async () => {
		const members = [anna, ben];
		group = await world.sandbox.createGroup({ subject: 'Team', members, owner: ben, mode });
		await told('created');
	});

	test('everything sent is shown to the members', async () => {
		const text = 'Ask @491700000002';
		const { body } = await send({ to: group.id, text, mentions: ['+491700000002'] });
		expect((await ben.nextMessage()).mentions).toEqual(['+491700000002']);
		expect(body.chat).toMatchObject({ id: group.id, kind: 'group', name: 'Team' });
		await settled(body.id, 'sent');
		const data = PIXEL.toString('base64');
		await send({ to: group.id, attachment: { kind: 'image', data }, replyTo: body.id });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image', replyTo: body.whatsappId });
		await ben.sendText(group, 'Good?');
		const { id } = (await world.event('message.received')).data.message;
		await send({ reaction: { messageId: id, emoji: '👍' } });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'reaction', text: '👍' });
	});

	test('a message that comes in names its writer by both addresses, and the group', async () => {
		await ben.sendText(group, 'Hello');
		expect((await world.event('message.received')).data.message).toMatchObject({
			chat: { id: group.id, kind: 'group', name: 'Team' },
			from: { phoneNumber: ben.phoneNumber, lid: ben.lid, name: 'Ben' },
		});
	});

	test('who was added reads what is sent from then on', async () => {
		await send({ to: group.id, text: 'before' });
		await ben.nextMessage();
		await group.add(eve);
		await told('members-added');
		await send({ to: group.id, text: 'after' });
		expect(await eve.nextMessage()).toMatchObject({ text: 'after' });
	});

	test('who was removed reads nothing more', async () => {
		await group.add(eve);
		await told('members-added');
		await send({ to: group.id, text: 'before' });
		await eve.nextMessage();
		await group.remove(eve);
		const { body } = await send({ to: group.id, text: 'after' });
		await settled(body.id, 'delivered');
		expect(eve.messages().map(({ text }) => text)).toEqual(['before']);
	});

	test('a send after we were removed fails, and says why', async () => {
		await group.remove(anna);
		expect(await told('left')).toMatchObject({ members: [{ phoneNumber: anna.phoneNumber }] });
		const { body } = await send({ to: group.id, text: 'hello' });
		expect((await settled(body.id, 'failed')).data.error?.code).toBe('NOT_IN_GROUP');
	});

	test('a send to a group that threw us out in the same moment says why, too', async () => {
		const match = { tag: 'notification', type: 'w:gp2', direction: 'out' } as const;
		await send({ to: group.id, text: 'before' });
		await ben.nextMessage();
		world.sandbox.faults.add({ match, action: 'drop' });
		await group.remove(anna);
		const { body } = await send({ to: group.id, text: 'after' });
		expect((await settled(body.id, 'failed')).data.error?.code).toBe('NOT_IN_GROUP');
	});

	test('a send where only admins write fails until this number is one', async () => {
		await group.setAnnouncement(true);
		await told('settings');
		const refused = await send({ to: group.id, text: 'mine' });
		expect((await settled(refused.body.id, 'failed')).data.error?.code).toBe('NOT_GROUP_ADMIN');
		await group.promote(anna);
		await told('members-promoted');
		await send({ to: group.id, text: 'mine now' });
		expect(await ben.nextMessage()).toMatchObject({ text: 'mine now' });
	});

	test('a refusal because of old members is sent once more with new ones', async () => {
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'in' },
			...{ action: 'ack-error', code: 421, times: 1 },
		});
		const { body } = await send({ to: group.id, text: 'hello' });
		await settled(body.id, 'sent');
		expect(await ben.nextMessage()).toMatchObject({ text: 'hello', copies: 1 });
	});

	test('it is shown with its members by both addresses', async () => {
		const { body } = await world.call<GroupView>('GET', `/v1/sessions/sales/groups/${group.id}`);
		expect(body).toMatchObject({
			...{ id: group.id, subject: 'Team', description: null, addressing },
			owner: { phoneNumber: ben.phoneNumber, lid: ben.lid },
			members: [
				{ phoneNumber: ben.phoneNumber, lid: ben.lid, role: 'owner' },
				{ phoneNumber: anna.phoneNumber, lid: anna.lid, role: 'member' },
			],
		});
		expect(Date.parse(body.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
	});

	test('what happens to it is told with both addresses of everybody', async () => {
		await group.add(eve, { by: ben });
		expect(await told('members-added')).toMatchObject({
			chat: { id: group.id, kind: 'group', name: 'Team' },
			by: { phoneNumber: ben.phoneNumber, lid: ben.lid },
			members: [{ phoneNumber: eve.phoneNumber, lid: eve.lid }],
		});
	});
});

describe('what happens to a group', () => {
	const create = () =>
		world.sandbox.createGroup({ subject: 'Team', members: [anna, ben], owner: ben });

	const notifications = () =>
		world.sandbox
			.stanzas()
			.filter(({ stanza: { tag, attrs } }) => tag === 'notification' && attrs['type'] === 'w:gp2')
			.length;

	test('is told as it happens, in order', async () => {
		const group = await create();
		await group.add(eve);
		await group.promote(anna);
		await group.demote(anna);
		await group.setSubject('Crew');
		await group.setDescription('Lunch at one');
		await group.setDescription('');
		await group.setAnnouncement(true);
		await group.remove(eve);
		await group.remove(anna);
		await told('left');
		const events = await groupUpdates();
		expect(events.map(({ data }) => 'change' in data && [data.change, data.value])).toEqual([
			['created', 'Team'],
			['members-added', null],
			['members-promoted', null],
			['members-demoted', null],
			['subject', 'Crew'],
			['description', 'Lunch at one'],
			['description', null],
			['settings', null],
			['members-removed', null],
			['left', null],
		]);
	});

	test('is told once, also when WhatsApp tells it again', async () => {
		const ack = { tag: 'ack', direction: 'in' } as const;
		const deaf = world.sandbox.faults.add({ match: ack, action: 'drop' });
		await create();
		await told('created');
		await world.restart();
		await world.waitForState('sales', 'connected');
		deaf.remove();
		await ben.sendText(anna, 'later');
		await world.event('message.received', ({ data }) => data.message.text === 'later');
		expect(await groupUpdates()).toHaveLength(1);
		expect(notifications()).toBe(2);
	});

	test('while the daemon is down is told when it is back', async () => {
		const group = await create();
		await told('created');
		await world.daemon.close();
		await group.setSubject('Crew');
		await world.startDaemon();
		expect(await told('subject')).toMatchObject({ chat: { name: 'Crew' }, value: 'Crew' });
	});

	test('goes to a webhook endpoint for this group, and nothing of other chats does', async () => {
		const group = await create();
		await told('created');
		const receiver = await new Receiver().listen();
		world.onClose(() => receiver.close());
		const events = ['group.updated', 'message.received'] as const;
		await world.client.webhookEndpoints.create({
			...{ url: receiver.url, events: [...events], chats: [group.id] },
		});
		await ben.sendText(anna, 'to you');
		await ben.sendText(group, 'to all');
		await world.event('message.received', ({ data }) => data.message.text === 'to all');
		await group.setSubject('Crew');
		await receiver.until(2);
		const types = receiver.received.map(({ body }) => (JSON.parse(body) as WaypostEvent).type);
		expect(types).toEqual(['message.received', 'group.updated']);
	});

	test('gives the group its new name in the messages that follow', async () => {
		const group = await create();
		await group.setSubject('Crew');
		await ben.sendText(group, 'hello');
		expect((await world.event('message.received')).data.message.chat.name).toBe('Crew');
	});
});

describe('the name of a group', () => {
	test('that was there before this number was linked comes with its second message', async () => {
		const clara = await world.sandbox.addPhone({ phoneNumber: '+491700000004', name: 'Clara' });
		const members = [clara, ben];
		const group = await world.sandbox.createGroup({ subject: 'Old', members, owner: ben });
		await world.linkedSession('support', clara);
		const received = async (text: string) =>
			(await world.event('message.received', ({ data }) => data.message.text === text)).data.message
				.chat;
		const asked = world.sandbox.stanzas().length;
		await ben.sendText(group, 'one');
		expect(await received('one')).toMatchObject({ id: group.id, name: null });
		const isAnswer = ({ direction, stanza: { tag, attrs } }: WireEntry) =>
			direction === 'out' && tag === 'iq' && attrs['from'] === group.id;
		while (!world.sandbox.stanzas().slice(asked).some(isAnswer)) await turn();
		await ben.sendText(group, 'two');
		expect(await received('two')).toMatchObject({ id: group.id, name: 'Old' });
	});
});

type WireEntry = ReturnType<World['sandbox']['stanzas']>[number];
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('groups over HTTP', () => {
	const list = (query = '') =>
		world.call<Page<GroupView>>('GET', `/v1/sessions/sales/groups${query}`);
	const create = (subject: string) =>
		world.sandbox.createGroup({ subject, members: [anna, ben], owner: ben });
	const questions = () =>
		world.sandbox
			.stanzas()
			.filter(({ stanza: { attrs, tag } }) => tag === 'iq' && attrs['xmlns'] === 'w:g2').length;

	test('come in pages, by id, from one answer of WhatsApp', async () => {
		const ids = [];
		for (const subject of ['One', 'Two', 'Three']) ids.push((await create(subject)).id);
		await world.event('group.updated', ({ data }) => data.value === 'Three');
		const before = questions();
		const first = (await list('?limit=2')).body;
		const second = (await list(`?limit=2&after=${first.next}`)).body;
		expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids.sort());
		expect(second.next).toBeNull();
		expect(questions()).toBe(before + 1);
	});

	test('are asked for again after one of them changed', async () => {
		const group = await create('Team');
		await told('created');
		await list();
		await group.setSubject('Crew');
		await told('subject');
		expect((await list()).body.data).toMatchObject([{ subject: 'Crew' }]);
	});

	test('are those of the last answer while the session is stopped', async () => {
		const { id } = await create('Team');
		await list();
		await world.call('POST', '/v1/sessions/sales/stop');
		expect((await list()).body.data).toMatchObject([{ id }]);
		const one = await world.call<GroupView>('GET', `/v1/sessions/sales/groups/${id}`);
		expect(one.body.subject).toBe('Team');
	});

	test('are not known to a session that was stopped before anybody asked', async () => {
		const { id } = await create('Team');
		await world.call('POST', '/v1/sessions/sales/stop');
		for (const path of ['/v1/sessions/sales/groups', `/v1/sessions/sales/groups/${id}`]) {
			const { status, body, headers } = await world.refusal('GET', path);
			expect([status, body.code]).toEqual([503, 'WHATSAPP_NOT_READY']);
			expect(headers.get('retry-after')).toBe('5');
		}
	});

	test('of the number before are forgotten when the session is unlinked', async () => {
		await create('Team');
		await list();
		await world.call('POST', '/v1/sessions/sales/unlink');
		expect((await list()).status).toBe(503);
	});

	test.each([
		['that does not exist', '120363999999999999@g.us', 404, 'GROUP_NOT_FOUND'],
		['that is a person', '491700000002@s.whatsapp.net', 400, 'INVALID_REQUEST'],
		['that is a number', '+491700000002', 400, 'INVALID_REQUEST'],
		['that is neither', 'team', 422, 'INVALID_NUMBER'],
	])('one %s is refused', async (_case, id, status, code) => {
		const path = `/v1/sessions/sales/groups/${encodeURIComponent(id)}`;
		const answer = await world.refusal('GET', path);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
	});

	test('one of others is refused', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Others', members: [ben, eve] });
		const { status, body } = await world.refusal('GET', `/v1/sessions/sales/groups/${group.id}`);
		expect([status, body.code]).toEqual([403, 'NOT_IN_GROUP']);
	});

	test('list their messages by their id', async () => {
		const group = await create('Team');
		await ben.sendText(anna, 'to you');
		await ben.sendText(group, 'to all');
		await world.event('message.received', ({ data }) => data.message.text === 'to all');
		const page = await world.client.messages.list('sales', { chat: group.id });
		expect(page.data.map(({ text }) => text)).toEqual(['to all']);
	});

	test('are listed by the client, page after page', async () => {
		const { id } = await create('One');
		await create('Two');
		const subjects = [];
		for await (const group of world.client.groups.listAll('sales', { limit: 1 })) {
			subjects.push(group.subject);
		}
		expect(subjects.sort()).toEqual(['One', 'Two']);
		expect((await world.client.groups.get('sales', id)).subject).toBe('One');
	});
});
