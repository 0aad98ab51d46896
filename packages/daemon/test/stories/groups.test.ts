import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Group as GroupView, Message } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import type { World } from '../world.js';
import { groupUpdate, startGroupWorld } from './group-calls.js';

const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

let world: World;
let anna: Phone;
let ben: Phone;
let eve: Phone;

beforeEach(async () => {
	({ world, anna, ben, eve } = await startGroupWorld());
});
afterEach(() => world[Symbol.asyncDispose]());

const send = (json: object, query = '') =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${query}`, { json });
const settled = (id: string, status: Message['status']) =>
	world.event('message.status', ({ data }) => data.messageId === id && data.status === status);

describe.each([
	['lid', 'lid'],
	['pn', 'phone-number'],
] as const)('in a group that names people by %s', (mode, addressing) => {
	let group: Group;

	beforeEach(async () => {
		const members = [anna, ben];
		group = await world.sandbox.createGroup({ subject: 'Team', members, owner: ben, mode });
		await groupUpdate(world, 'created');
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
		await groupUpdate(world, 'members-added');
		await send({ to: group.id, text: 'after' });
		expect(await eve.nextMessage()).toMatchObject({ text: 'after' });
	});

	test('who was removed reads nothing more', async () => {
		await group.add(eve);
		await groupUpdate(world, 'members-added');
		await send({ to: group.id, text: 'before' });
		await eve.nextMessage();
		await group.remove(eve);
		const { body } = await send({ to: group.id, text: 'after' });
		await settled(body.id, 'delivered');
		expect(eve.messages().map(({ text }) => text)).toEqual(['before']);
	});

	test('a send after we were removed fails, and says why', async () => {
		await group.remove(anna);
		expect(await groupUpdate(world, 'left')).toMatchObject({
			members: [{ phoneNumber: anna.phoneNumber }],
		});
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
		await groupUpdate(world, 'settings');
		const refused = await send({ to: group.id, text: 'mine' });
		expect((await settled(refused.body.id, 'failed')).data.error?.code).toBe('NOT_GROUP_ADMIN');
		await group.promote(anna);
		await groupUpdate(world, 'members-promoted');
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
		expect(await groupUpdate(world, 'members-added')).toMatchObject({
			chat: { id: group.id, kind: 'group', name: 'Team' },
			by: { phoneNumber: ben.phoneNumber, lid: ben.lid },
			members: [{ phoneNumber: eve.phoneNumber, lid: eve.lid }],
		});
	});
});
