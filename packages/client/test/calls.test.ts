import { describe, expect, test } from '@jest/globals';
import type { Waypost } from '@waypost/client';
import { json, startDaemonDouble } from './daemon-double.js';

/** One call of the client, and the request the contract wants for it. */
const CALLS: {
	name: string;
	call: (waypost: Waypost) => Promise<unknown>;
	line: string;
	body?: unknown;
}[] = [
	{ name: 'me', call: (w) => w.me(), line: 'GET /v1/me' },
	{ name: 'health', call: (w) => w.health(), line: 'GET /health/ready' },
	{ name: 'explainError', call: (w) => w.explainError('NOT_FOUND'), line: 'GET /errors/NOT_FOUND' },
	{
		name: 'sessions.create',
		call: (w) => w.sessions.create({ id: 'sales', name: 'Sales' }),
		line: 'POST /v1/sessions',
		body: { id: 'sales', name: 'Sales' },
	},
	{
		name: 'sessions.list',
		call: (w) => w.sessions.list({ limit: 5, after: 'a' }),
		line: 'GET /v1/sessions?limit=5&after=a',
	},
	{ name: 'sessions.get', call: (w) => w.sessions.get('sales'), line: 'GET /v1/sessions/sales' },
	{
		name: 'sessions.update',
		call: (w) => w.sessions.update('sales', { name: 'New' }),
		line: 'PATCH /v1/sessions/sales',
		body: { name: 'New' },
	},
	{
		name: 'sessions.delete',
		call: (w) => w.sessions.delete('sales'),
		line: 'DELETE /v1/sessions/sales',
	},
	{
		name: 'sessions.start',
		call: (w) => w.sessions.start('sales'),
		line: 'POST /v1/sessions/sales/start',
	},
	{
		name: 'sessions.stop',
		call: (w) => w.sessions.stop('sales'),
		line: 'POST /v1/sessions/sales/stop',
	},
	{
		name: 'sessions.unlink',
		call: (w) => w.sessions.unlink('sales'),
		line: 'POST /v1/sessions/sales/unlink',
	},
	{
		name: 'sessions.link',
		call: (w) => w.sessions.link('sales', { method: 'code', phoneNumber: '+491700000001' }),
		line: 'POST /v1/sessions/sales/link',
		body: { method: 'code', phoneNumber: '+491700000001' },
	},
	{
		name: 'sessions.getLink',
		call: (w) => w.sessions.getLink('sales'),
		line: 'GET /v1/sessions/sales/link',
	},
	{
		name: 'messages.sendText',
		call: (w) => w.messages.sendText('sales', '+491700000002', 'Hi', { wait: 'sent', timeout: 3 }),
		line: 'POST /v1/sessions/sales/messages?wait=sent&timeout=3',
		body: { to: '+491700000002', text: 'Hi' },
	},
	{
		name: 'messages.send',
		call: (w) => w.messages.send('sales', { to: '+491700000002', text: 'Hi' }),
		line: 'POST /v1/sessions/sales/messages',
		body: { to: '+491700000002', text: 'Hi' },
	},
	{
		name: 'messages.sendText with all that may be said of it',
		call: (w) =>
			w.messages.sendText('sales', '+491700000002', 'Hi @491700000003', {
				...{ replyTo: 'm1', mentions: ['+491700000003'], typing: true, linkPreview: true },
				...{ ttl: 60, sendAt: new Date('2030-01-02T03:04:05Z'), queue: false },
			}),
		line: 'POST /v1/sessions/sales/messages',
		body: {
			...{ to: '+491700000002', text: 'Hi @491700000003', linkPreview: true, replyTo: 'm1' },
			...{ mentions: ['+491700000003'], typing: true, ttl: 60, queue: false },
			sendAt: '2030-01-02T03:04:05.000Z',
		},
	},
	{
		name: 'messages.sendAttachment by URL',
		call: (w) =>
			w.messages.sendAttachment(
				'sales',
				'+491700000002',
				{ url: 'https://example.com/a.pdf' },
				{ caption: 'Hi', replyTo: 'm1' },
			),
		line: 'POST /v1/sessions/sales/messages',
		body: {
			to: '+491700000002',
			attachment: { url: 'https://example.com/a.pdf', caption: 'Hi' },
			replyTo: 'm1',
		},
	},
	{
		name: 'messages.sendAttachment by media path',
		call: (w) => w.messages.sendAttachment('sales', '+491700000002', { mediaPath: 'a/b.pdf' }),
		line: 'POST /v1/sessions/sales/messages',
		body: { to: '+491700000002', attachment: { mediaPath: 'a/b.pdf' } },
	},
	{
		name: 'messages.sendLocation',
		call: (w) =>
			w.messages.sendLocation('sales', '+491700000002', { latitude: 52.5, longitude: 13.4 }),
		line: 'POST /v1/sessions/sales/messages',
		body: { to: '+491700000002', location: { latitude: 52.5, longitude: 13.4 } },
	},
	{
		name: 'messages.sendContact',
		call: (w) =>
			w.messages.sendContact('sales', '+491700000002', {
				name: 'Clara',
				phoneNumber: '+491700000003',
			}),
		line: 'POST /v1/sessions/sales/messages',
		body: { to: '+491700000002', contact: { name: 'Clara', phoneNumber: '+491700000003' } },
	},
	{
		name: 'messages.sendPoll',
		call: (w) =>
			w.messages.sendPoll('sales', '1@g.us', { question: 'Lunch?', options: ['Pizza', 'Soup'] }),
		line: 'POST /v1/sessions/sales/messages',
		body: { to: '1@g.us', poll: { question: 'Lunch?', options: ['Pizza', 'Soup'] } },
	},
	{
		name: 'messages.react',
		call: (w) => w.messages.react('sales', 'm1', '👍'),
		line: 'POST /v1/sessions/sales/messages',
		body: { reaction: { messageId: 'm1', emoji: '👍' } },
	},
	{
		name: 'messages.edit',
		call: (w) => w.messages.edit('sales', 'm1', 'New', { wait: 'sent' }),
		line: 'PATCH /v1/sessions/sales/messages/m1?wait=sent',
		body: { text: 'New' },
	},
	{
		name: 'messages.delete',
		call: (w) => w.messages.delete('sales', 'm1', { wait: 'delivered', timeout: 5 }),
		line: 'DELETE /v1/sessions/sales/messages/m1?wait=delivered&timeout=5',
	},
	{
		name: 'messages.list',
		call: (w) =>
			w.messages.list('sales', { chat: '+491700000002', direction: 'in', status: 'read' }),
		line: 'GET /v1/sessions/sales/messages?chat=%2B491700000002&direction=in&status=read',
	},
	{
		name: 'messages.get',
		call: (w) => w.messages.get('sales', 'm1'),
		line: 'GET /v1/sessions/sales/messages/m1',
	},
	{
		name: 'keys.create',
		call: (w) => w.keys.create({ name: 'n8n', preset: 'automation' }),
		line: 'POST /v1/keys',
		body: { name: 'n8n', preset: 'automation' },
	},
	{ name: 'keys.list', call: (w) => w.keys.list(), line: 'GET /v1/keys' },
	{ name: 'keys.get', call: (w) => w.keys.get('k1'), line: 'GET /v1/keys/k1' },
	{
		name: 'numbers.check',
		call: (w) => w.numbers.check('sales', ['+491700000001']),
		line: 'POST /v1/sessions/sales/numbers/check',
		body: { numbers: ['+491700000001'] },
	},
	{
		name: 'keys.rotate',
		call: (w) => w.keys.rotate('k1', { grace: 60 }),
		line: 'POST /v1/keys/k1/rotate?grace=60',
	},
	{
		name: 'webhookEndpoints.create',
		call: (w) => w.webhookEndpoints.create({ url: 'http://127.0.0.1:5678/', once: true }),
		line: 'POST /v1/webhook-endpoints',
		body: { url: 'http://127.0.0.1:5678/', once: true },
	},
	{
		name: 'webhookEndpoints.list',
		call: (w) => w.webhookEndpoints.list({ limit: 5 }),
		line: 'GET /v1/webhook-endpoints?limit=5',
	},
	{
		name: 'webhookEndpoints.get',
		call: (w) => w.webhookEndpoints.get('w1'),
		line: 'GET /v1/webhook-endpoints/w1',
	},
	{
		name: 'webhookEndpoints.update',
		call: (w) => w.webhookEndpoints.update('w1', { state: 'active' }),
		line: 'PATCH /v1/webhook-endpoints/w1',
		body: { state: 'active' },
	},
	{
		name: 'webhookEndpoints.test',
		call: (w) => w.webhookEndpoints.test('w1'),
		line: 'POST /v1/webhook-endpoints/w1/test',
	},
	{
		name: 'webhookEndpoints.rotate',
		call: (w) => w.webhookEndpoints.rotate('w1', { grace: 60 }),
		line: 'POST /v1/webhook-endpoints/w1/rotate?grace=60',
	},
	{
		name: 'webhookEndpoints.deliveries',
		call: (w) => w.webhookEndpoints.deliveries('w1', { after: 'e1' }),
		line: 'GET /v1/webhook-endpoints/w1/deliveries?after=e1',
	},
	{
		name: 'webhookEndpoints.retry',
		call: (w) => w.webhookEndpoints.retry('w1', 'e1'),
		line: 'POST /v1/webhook-endpoints/w1/deliveries/e1/retry',
	},
	{
		name: 'events.createTicket',
		call: (w) => w.events.createTicket(),
		line: 'POST /v1/events/ticket',
	},
	{
		name: 'events.list',
		call: (w) => w.events.list({ type: ['message.received', 'message.status'], session: 'sales' }),
		line: 'GET /v1/events?type=message.received&type=message.status&session=sales',
	},
];

describe('a call', () => {
	test.each(CALLS)('$name makes the request of the contract', async ({ call, line, body }) => {
		await using daemon = await startDaemonDouble(json({ data: 'answer' }));
		const answer = await call(daemon.client());
		const { method, url, body: sent } = daemon.last();
		const sentBody: unknown = sent.length > 0 ? JSON.parse(sent.toString()) : undefined;
		expect({ answer, line: `${method} ${url}`, body: sentBody }).toEqual({
			answer: { data: 'answer' },
			line,
			body,
		});
	});

	test('carries the key as a bearer token', async () => {
		await using daemon = await startDaemonDouble(json({}));
		await daemon.client().me();
		expect(daemon.last().headers.authorization).toBe('Bearer wp_test_key');
	});

	test('keeps the path of the address', async () => {
		await using daemon = await startDaemonDouble(json({}));
		await daemon.client({ url: `${daemon.url}/waypost/` }).me();
		expect(daemon.last().url).toBe('/waypost/v1/me');
	});

	test('uses the fetch it is given', async () => {
		await using daemon = await startDaemonDouble(json({}));
		const urls: unknown[] = [];
		const client = daemon.client({
			fetch: (input, init) => {
				urls.push(input);
				return fetch(input, init);
			},
		});
		await client.me();
		expect(urls).toEqual([`${daemon.url}/v1/me`]);
	});

	test('deletes a key without expecting a body', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(204).end();
		});
		await daemon.client().keys.delete('k1');
		expect(`${daemon.last().method} ${daemon.last().url}`).toBe('DELETE /v1/keys/k1');
	});

	test('deletes a webhook endpoint without expecting a body', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(204).end();
		});
		await daemon.client().webhookEndpoints.delete('w1');
		expect(`${daemon.last().method} ${daemon.last().url}`).toBe('DELETE /v1/webhook-endpoints/w1');
	});

	test('sends the idempotency key as a header', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		await daemon.client().messages.sendText('sales', '+491700000002', 'Hi', {
			idempotencyKey: 'order-7',
		});
		expect(daemon.last().headers['idempotency-key']).toBe('order-7');
	});
});

test('a list is walked page after page', async () => {
	await using daemon = await startDaemonDouble(
		json({ data: [{ id: 'a' }, { id: 'b' }], next: 'b' }),
		json({ data: [{ id: 'c' }], next: null }),
	);
	const ids: string[] = [];
	for await (const session of daemon.client().sessions.listAll({ limit: 2 })) ids.push(session.id);
	expect([ids, daemon.requests.map((request) => request.url)]).toEqual([
		['a', 'b', 'c'],
		['/v1/sessions?limit=2', '/v1/sessions?limit=2&after=b'],
	]);
});

test('the QR code comes as the bytes of a picture', async () => {
	await using daemon = await startDaemonDouble((response) => {
		response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([137, 80, 78, 71]));
	});
	const png = await daemon.client().sessions.getQrPng('sales');
	expect([...png, daemon.last().headers.accept]).toEqual([137, 80, 78, 71, 'image/png']);
});

describe('waiting for a session', () => {
	const session = (state: string) => ({
		id: 'sales',
		state,
		reason: { sentence: 'Nobody scanned the QR code in time.' },
	});

	test('asks again until the state is reached', async () => {
		await using daemon = await startDaemonDouble(
			json(session('linking'), 202),
			json(session('connected')),
		);
		const reached = await daemon.client().sessions.wait('sales');
		expect([reached.state, daemon.requests.length]).toEqual(['connected', 2]);
	});

	test('asks for the state and the seconds it still has', async () => {
		await using daemon = await startDaemonDouble(json(session('stopped')));
		await daemon.client().sessions.wait('sales', { state: 'stopped', timeout: 90 });
		expect(daemon.last().url).toBe('/v1/sessions/sales/wait?state=stopped&timeout=25.000');
	});

	test('says at the time-out how the session is and why', async () => {
		await using daemon = await startDaemonDouble(json(session('unlinked'), 202));
		await expect(daemon.client().sessions.wait('sales', { timeout: 0 })).rejects.toMatchObject({
			name: 'TimeoutError',
			message:
				'Session "sales" is unlinked, not connected, after 0 seconds. Nobody scanned the QR code in time.',
		});
	});
});
