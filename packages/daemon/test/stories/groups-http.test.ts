import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Group as GroupView, Page } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import type { World } from '../world.js';
import { groupUpdate, startGroupWorld } from './group-calls.js';

let world: World;
let anna: Phone;
let ben: Phone;
let eve: Phone;

beforeEach(async () => {
	({ world, anna, ben, eve } = await startGroupWorld());
});
afterEach(() => world[Symbol.asyncDispose]());

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
		await groupUpdate(world, 'created');
		await list();
		await group.setSubject('Crew');
		await groupUpdate(world, 'subject');
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
