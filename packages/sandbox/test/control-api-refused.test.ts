import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox } from '../src/index.js';
import { ANNA_PATH, call } from './control-calls.js';
import { ANNA, BOB, TestWorld } from './world.js';

describe('control API', () => {
	let shared: TestWorld;

	beforeAll(async () => {
		shared = await TestWorld.start();
	});
	afterAll(async () => {
		await shared.close();
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
});
