import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../src/index.js';
import { ANNA_PATH, BOB_PATH, call } from './control-calls.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('control API', () => {
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

	test('a number is kept from writing to new people over HTTP', async () => {
		await using world = await TestWorld.start();
		const restriction = { restricted: true, until: '2099-01-01T00:00:00Z' };
		const path = `${ANNA_PATH}/restriction`;
		expect((await call(world.sandbox, 'POST', path, restriction)).status).toBe(204);
		const message = { to: BOB, text: 'hi' };
		expect(await call(world.sandbox, 'POST', `${ANNA_PATH}/messages`, message)).toMatchObject({
			status: 403,
			body: { code: 'ACCOUNT_RESTRICTED' },
		});
		await call(world.sandbox, 'POST', path, { restricted: false });
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
