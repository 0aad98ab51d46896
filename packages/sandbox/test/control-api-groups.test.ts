import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANNA_PATH, BOB_PATH, call } from './control-calls.js';
import { ANNA, BOB, TestWorld } from './world.js';

describe('control API', () => {
	let shared: TestWorld;

	beforeAll(async () => {
		shared = await TestWorld.start();
	});
	afterAll(async () => {
		await shared.close();
	});

	test('a group is created, written to, changed and listed over HTTP', async () => {
		await using world = await TestWorld.start();
		const { sandbox } = world;
		await sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		const wanted = { subject: 'Friends', members: [ANNA, BOB], admins: [BOB], mode: 'pn' };
		const created = await call(sandbox, 'POST', '/v1/groups', wanted);
		const { id } = created.body as { id: string };
		expect(created).toMatchObject({
			status: 201,
			body: {
				id: expect.stringMatching(/^120363\d{12}@g\.us$/),
				owner: ANNA,
				mode: 'pn',
				members: [
					{ phoneNumber: ANNA, role: 'superadmin' },
					{ phoneNumber: BOB, role: 'admin' },
				],
			},
		});

		const text = { to: id, text: 'hello' };
		expect(await call(sandbox, 'POST', `${ANNA_PATH}/messages`, text)).toMatchObject({
			status: 201,
			body: { chat: id, from: ANNA },
		});
		expect(await world.bob.nextMessage()).toMatchObject({ chat: id, from: ANNA, text: 'hello' });
		expect((await call(sandbox, 'POST', `${BOB_PATH}/read`, { chat: id })).status).toBe(204);
		const change = { subject: 'Old friends', add: ['+491700000003'], demote: [BOB] };
		expect(await call(sandbox, 'PATCH', `/v1/groups/${id}`, change)).toMatchObject({
			status: 200,
			body: { subject: 'Old friends', members: [{}, { role: 'member' }, { role: 'member' }] },
		});
		await call(sandbox, 'PATCH', `/v1/groups/${id}`, { remove: [BOB] });
		expect(await call(sandbox, 'GET', '/v1/groups')).toMatchObject({
			status: 200,
			body: {
				data: [{ id, members: [{ phoneNumber: ANNA }, { phoneNumber: '+491700000003' }] }],
				next: null,
			},
		});
	});

	test.each([
		['a group nobody created', 'GET', '/v1/groups/1@g.us', undefined, 404, 'GROUP_NOT_FOUND'],
		[
			'a member who is not on WhatsApp',
			'POST',
			'/v1/groups',
			{ subject: 'x', members: ['+491709999999'] },
			422,
			'RECIPIENT_NOT_ON_WHATSAPP',
		],
		['no member', 'POST', '/v1/groups', { subject: 'x', members: [] }, 400, 'INVALID_REQUEST'],
		[
			'a message to a group nobody created',
			'POST',
			`${ANNA_PATH}/messages`,
			{ to: '1@g.us', text: 'x' },
			404,
			'GROUP_NOT_FOUND',
		],
	])('%s is refused', async (_what, method, path, body, status, code) => {
		expect(await call(shared.sandbox, method, path, body)).toMatchObject({
			status,
			body: { code },
		});
	});

	test('a change of a group with one wrong name changes nobody', async () => {
		await using world = await TestWorld.start();
		const group = await world.sandbox.createGroup({ subject: 'x', members: [ANNA] });
		const change = { add: [BOB, ANNA] };
		expect(await call(world.sandbox, 'PATCH', `/v1/groups/${group.id}`, change)).toMatchObject({
			status: 409,
			body: { code: 'ALREADY_A_MEMBER' },
		});
		expect(group.members).toEqual([{ phoneNumber: ANNA, role: 'superadmin' }]);
	});
});
