import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox, type Sandbox } from '../src/index.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const ANNA_PATH = `/v1/phones/${encodeURIComponent(ANNA)}`;
const BOB_PATH = `/v1/phones/${encodeURIComponent(BOB)}`;

interface Answer {
	readonly status: number;
	readonly type: string | null;
	readonly body: unknown;
}

async function call(
	sandbox: Sandbox,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Answer> {
	const response = await fetch(`${sandbox.httpUrl}${path}`, {
		method,
		headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const answered = await response.text();
	const type = response.headers.get('content-type');
	const parsed: unknown = type?.includes('json') ? JSON.parse(answered) : answered;
	return { status: response.status, type, body: parsed };
}

describe('control API', () => {
	let shared: TestWorld;

	beforeAll(async () => {
		shared = await TestWorld.start();
	});
	afterAll(async () => {
		await shared.close();
	});

	test('info tells a client all it needs', async () => {
		await using world = await TestWorld.start();
		const { sandbox } = world;
		const { body } = await call(sandbox, 'GET', '/v1/info');
		expect(body).toEqual({
			url: `ws://127.0.0.1:${sandbox.port}/ws/chat`,
			rootKey: expect.stringMatching(/^[0-9a-f]{64}$/),
			caFile: sandbox.caFile,
			accounts: 2,
			connections: 0,
		});
		expect((await call(sandbox, 'GET', '/v1/ca.pem')).body).toContain('BEGIN CERTIFICATE');
		expect((await call(sandbox, 'GET', '/')).type).toContain('text/html');
	});

	test('a client is linked, writes, is answered and unlinked, all over HTTP', async () => {
		await using world = await TestWorld.start();
		const { sandbox } = world;
		const client = world.client();
		const scan = await call(sandbox, 'POST', `${ANNA_PATH}/scan`, { qr: await client.qr() });
		await client.opened();
		expect(scan).toMatchObject({ status: 200, body: { id: 1, name: 'Chrome (Mac OS)' } });
		expect((await call(sandbox, 'GET', `${ANNA_PATH}/devices`)).body).toMatchObject({
			data: [{ id: 1, connected: true }],
			next: null,
		});

		const sent = await client.socket.sendMessage(BOB_JID, { text: 'hello' });
		await client.status(sent?.key.id ?? '', 3);
		expect((await call(sandbox, 'GET', `${BOB_PATH}/messages`)).body).toMatchObject({
			data: [{ id: sent?.key.id, chat: ANNA, from: ANNA, kind: 'text', text: 'hello', copies: 1 }],
		});
		expect((await call(sandbox, 'POST', `${BOB_PATH}/read`, { chat: ANNA })).status).toBe(204);
		expect(await client.status(sent?.key.id ?? '', 4)).toBe(4);

		const answer = { to: ANNA, text: 'hello back', replyTo: sent?.key.id };
		expect(await call(sandbox, 'POST', `${BOB_PATH}/messages`, answer)).toMatchObject({
			status: 201,
			body: { direction: 'out', text: 'hello back' },
		});
		await client.messageWithText('hello back');

		expect((await call(sandbox, 'DELETE', `${ANNA_PATH}/devices/1`)).status).toBe(204);
		expect((await client.closed()).code).toBe(401);
	});

	test('a pairing code is typed over HTTP, and a wrong one answers 422', async () => {
		await using world = await TestWorld.start();
		const client = world.client();
		await client.qr();
		await client.socket.requestPairingCode(ANNA.slice(1), 'ABCD1234');
		const path = `${ANNA_PATH}/pairing-code`;
		expect(await call(world.sandbox, 'POST', path, { code: 'WXYZ-9999' })).toMatchObject({
			status: 422,
			type: 'application/problem+json; charset=utf-8',
			body: { code: 'PAIRING_CODE_WRONG', status: 422 },
		});
		expect((await call(world.sandbox, 'POST', path, { code: 'ABCD-1234' })).status).toBe(200);
		await client.opened();
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

	test('phones are added, listed page by page, and taken away', async () => {
		await using sandbox = await createSandbox();
		for (const phoneNumber of ['+49 170 1', '491700000012', '+491700000013']) {
			await call(sandbox, 'POST', '/v1/phones', { phoneNumber, name: 'Test' });
		}
		const page = await call(sandbox, 'GET', '/v1/phones?limit=1');
		expect(page.body).toMatchObject({ data: [{ phoneNumber: '+491700000012' }], next: '1' });
		const rest = await call(sandbox, 'GET', '/v1/phones?limit=1&after=1');
		expect(rest.body).toMatchObject({ data: [{ phoneNumber: '+491700000013' }], next: null });
		expect((await call(sandbox, 'DELETE', '/v1/phones/+491700000012')).status).toBe(204);
		expect(sandbox.phones()).toHaveLength(1);
	});

	test.each([
		[404, 'PHONE_NOT_FOUND', 'GET', '/v1/phones/%2B4917099999', undefined],
		[404, 'DEVICE_NOT_FOUND', 'DELETE', `${ANNA_PATH}/devices/7`, undefined],
		[404, 'FAULT_NOT_FOUND', 'DELETE', '/v1/faults/fault-99', undefined],
		[404, 'ATTACHMENT_NOT_FOUND', 'GET', `${ANNA_PATH}/messages/X/media`, undefined],
		[404, 'MESSAGE_NOT_FOUND', 'PATCH', `${ANNA_PATH}/messages/X`, { text: 'x' }],
		[404, 'MESSAGE_NOT_FOUND', 'DELETE', `${ANNA_PATH}/messages/X`, undefined],
		[404, 'MESSAGE_NOT_FOUND', 'POST', `${ANNA_PATH}/messages/X/played`, undefined],
		[404, 'NOT_FOUND', 'GET', '/v1/nothing', undefined],
		[409, 'PHONE_ALREADY_EXISTS', 'POST', '/v1/phones', { phoneNumber: ANNA }],
		[422, 'INVALID_NUMBER', 'POST', '/v1/phones', { phoneNumber: '0170 1' }],
		[422, 'QR_UNKNOWN', 'POST', `${ANNA_PATH}/scan`, { qr: 'hello' }],
		[
			422,
			'RECIPIENT_NOT_ON_WHATSAPP',
			'POST',
			`${ANNA_PATH}/messages`,
			{ to: '+4915999999', text: 'x' },
		],
		[422, 'RECIPIENT_NOT_ON_WHATSAPP', 'POST', `${ANNA_PATH}/read`, { chat: '+4915999999' }],
		[400, 'INVALID_REQUEST', 'POST', `${ANNA_PATH}/messages`, { to: BOB }],
		[400, 'INVALID_REQUEST', 'POST', `${ANNA_PATH}/messages`, { to: BOB, text: 'x', more: 1 }],
		[400, 'INVALID_REQUEST', 'POST', '/v1/faults', { action: 'explode' }],
		[400, 'INVALID_REQUEST', 'POST', `${ANNA_PATH}/disappearing`, { seconds: 4_294_967_296 }],
		[400, 'INVALID_REQUEST', 'GET', '/v1/stanzas?limit=1001', undefined],
	])('%i %s: %s %s', async (status, code, method, path, body) => {
		const answer = await call(shared.sandbox, method, path, body);
		expect(answer).toMatchObject({ status, body: { code, status } });
		expect(answer.body).toHaveProperty('detail');
		expect(answer.type).toContain('application/problem+json');
	});

	test('a body that is no JSON answers 400', async () => {
		await using sandbox = await createSandbox();
		const response = await fetch(`${sandbox.httpUrl}/v1/phones`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{',
		});
		expect([response.status, await response.json()]).toMatchObject([
			400,
			{ code: 'INVALID_REQUEST' },
		]);
	});

	test('callers of another host or origin are refused', async () => {
		await using sandbox = await createSandbox();
		const foreign = await call(sandbox, 'GET', '/v1/info', undefined, {
			origin: 'https://example.com',
		});
		expect(foreign).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
		const rebound = await new Promise<number | undefined>((resolve) => {
			const { port } = sandbox;
			request({ port, host: '127.0.0.1', path: '/v1/info', headers: { host: 'example.com' } })
				.on('response', (response) => {
					resolve(response.statusCode);
					response.resume();
				})
				.end();
		});
		expect(rebound).toBe(403);
	});

	test('a page of another origin can embed nothing, but may link to the phone page', async () => {
		await using world = await TestWorld.start();
		const { id } = await world.anna.sendAttachment(BOB, {
			...{ data: Buffer.from('GIF89a'), mimeType: 'image/gif' },
		});
		const from = async (path: string, mode: string) => {
			const headers = { host: '127.0.0.1', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode };
			const { port } = world.sandbox;
			const [response] = (await once(
				request({ port, host: '127.0.0.1', path, headers }).end(),
				'response',
			)) as [IncomingMessage];
			response.resume();
			return response.statusCode;
		};
		expect(await from(`${ANNA_PATH}/messages/${id}/media`, 'no-cors')).toBe(403);
		expect(await from('/', 'navigate')).not.toBe(403);
	});

	test('rules make a phone answer by itself', async () => {
		await using world = await TestWorld.start();
		const rules = { autoReply: 'later', readAfterMs: 0 };
		const changed = await call(world.sandbox, 'POST', `${BOB_PATH}/rules`, rules);
		expect(changed.body).toMatchObject({ ...rules, deliveryReceipts: true });
		await world.anna.sendText(BOB, 'now?');
		expect(await world.anna.nextMessage()).toMatchObject({ text: 'later' });
		await world.anna.sendText(BOB, 'ok');
		await world.anna.nextMessage();
		expect(world.anna.messages({ direction: 'out' })[0]).toMatchObject({ read: true });
	});

	test('attachments and reactions are sent over HTTP', async () => {
		await using world = await TestWorld.start();
		const attachment = {
			data: Buffer.from('plain').toString('base64'),
			mimeType: 'text/plain',
			fileName: 'a.txt',
			caption: 'a file',
		};
		const path = `${BOB_PATH}/messages`;
		const { body } = await call(world.sandbox, 'POST', path, { to: ANNA, attachment });
		const shown = await world.anna.nextMessage();
		expect(shown.attachment).toMatchObject({ kind: 'document', fileName: 'a.txt', size: 5 });
		expect(body).toMatchObject({ id: shown.id, attachment: { sha256: shown.attachment?.sha256 } });
		const reaction = { messageId: shown.id, emoji: '👍' };
		await call(world.sandbox, 'POST', `${ANNA_PATH}/messages`, { to: BOB, reaction });
		expect(await world.bob.nextMessage()).toMatchObject({ kind: 'reaction', replyTo: shown.id });
	});

	test('every kind of message is written, changed and taken back over HTTP', async () => {
		await using world = await TestWorld.start();
		const { sandbox, anna } = world;
		const path = `${BOB_PATH}/messages`;
		const place = { latitude: 1, longitude: 2, name: 'Here', address: null };
		const poll = { question: 'When?', options: ['Now', 'Later'], multiple: true };
		const contacts = [{ name: 'Carol', vcard: 'BEGIN:VCARD' }];
		for (const content of [{ location: place }, { poll }, { contacts }]) {
			expect((await call(sandbox, 'POST', path, { to: ANNA, ...content })).status).toBe(201);
			expect(await anna.nextMessage()).toMatchObject(content);
		}
		const mention = { to: ANNA, text: `hi @${ANNA.slice(1)}`, mentions: [ANNA] };
		const { body } = await call(sandbox, 'POST', path, mention);
		const { id } = body as { id: string };
		expect(await anna.nextMessage()).toMatchObject({ id, mentions: [ANNA] });
		expect(await call(sandbox, 'PATCH', `${path}/${id}`, { text: 'hello' })).toMatchObject({
			status: 200,
			body: { id, text: 'hello', edited: true },
		});
		expect(await call(sandbox, 'DELETE', `${path}/${id}`)).toMatchObject({
			status: 200,
			body: { id, text: null, deleted: true },
		});
	});

	test('a voice note is played over HTTP', async () => {
		await using world = await TestWorld.start();
		const attachment = {
			data: Buffer.from('x').toString('base64'),
			mimeType: 'audio/ogg',
			kind: 'voice-note',
			seconds: 2,
			waveform: [0, 50, 100],
		};
		await call(world.sandbox, 'POST', `${BOB_PATH}/messages`, { to: ANNA, attachment });
		const { id, attachment: shown } = await world.anna.nextMessage();
		expect(shown).toMatchObject({ seconds: 2, waveform: [0, 50, 100] });
		const played = await call(world.sandbox, 'POST', `${ANNA_PATH}/messages/${id}/played`);
		expect(played.status).toBe(204);
		await world.anna.sendText(BOB, 'heard it');
		await world.bob.nextMessage();
		expect(world.bob.messages({ direction: 'out' })).toMatchObject([{ id, read: true }]);
	});

	test('a number is kept from writing to new people over HTTP', async () => {
		await using world = await TestWorld.start();
		const lock = { locked: true, until: '2099-01-01T00:00:00Z' };
		const path = `${ANNA_PATH}/time-lock`;
		expect((await call(world.sandbox, 'POST', path, lock)).status).toBe(204);
		const message = { to: BOB, text: 'hi' };
		expect(await call(world.sandbox, 'POST', `${ANNA_PATH}/messages`, message)).toMatchObject({
			status: 403,
			body: { code: 'ACCOUNT_RESTRICTED' },
		});
		await call(world.sandbox, 'POST', path, { locked: false });
		expect((await call(world.sandbox, 'POST', `${ANNA_PATH}/messages`, message)).status).toBe(201);
	});

	test('faults are added, counted and removed over HTTP', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const rule = { match: { tag: 'message', direction: 'in' }, action: 'drop', times: 1 };
		const added = await call(world.sandbox, 'POST', '/v1/faults', rule);
		expect(added).toMatchObject({ status: 201, body: { id: 'fault-1', hits: 0, ...rule } });
		await client.socket.sendMessage(BOB_JID, { text: 'dropped' });
		await client.socket.sendMessage(BOB_JID, { text: 'kept' });
		await world.bob.nextMessage();
		expect((await call(world.sandbox, 'GET', '/v1/faults')).body).toMatchObject({
			data: [{ id: 'fault-1', hits: 1, active: false }],
		});
		expect((await call(world.sandbox, 'DELETE', '/v1/faults/fault-1')).status).toBe(204);
	});

	test('the wire log shows what went over the line', async () => {
		await using world = await TestWorld.start();
		await world.linkedClient();
		const { body } = await call(world.sandbox, 'GET', '/v1/stanzas?limit=2');
		expect(body).toMatchObject({
			data: [
				{ seq: 1, direction: 'out', stanza: { tag: 'iq', content: [{ tag: 'pair-device' }] } },
				{ seq: 2, connectionId: 1 },
			],
			next: '2',
		});
	});

	test('the event stream reports messages, and resumes after the last one seen', async () => {
		await using world = await TestWorld.start();
		await world.bob.sendText(ANNA, 'first');
		await world.bob.sendText(ANNA, 'second');
		await world.anna.nextMessage({ where: (message) => message.text === 'second' });
		const abort = new AbortController();
		const response = await fetch(`${world.sandbox.httpUrl}/v1/events`, {
			headers: { accept: 'text/event-stream', 'last-event-id': '2' },
			signal: abort.signal,
		});
		const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
		const { value } = (await reader?.read()) ?? {};
		abort.abort();
		expect(response.headers.get('content-type')).toContain('text/event-stream');
		expect(value).toMatch(/^id: 3\nevent: phone\.message\ndata: {.*}\n\n/);
	});

	test('a reset empties the world and lets new phones in', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		expect((await call(world.sandbox, 'POST', '/v1/reset')).status).toBe(204);
		expect((await client.closed()).code).toBe(428);
		expect(world.sandbox.phones()).toEqual([]);
		const again = await world.sandbox.addPhone({ phoneNumber: ANNA });
		expect(again.devices()).toEqual([]);
	});
});
