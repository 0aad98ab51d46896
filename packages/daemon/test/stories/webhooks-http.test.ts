import { expect, test } from '@jest/globals';
import { verifyWebhook } from '@waypost/client';
import type { CreatedApiKey, CreatedWebhookEndpoint } from '@waypost/contract';
import { Receiver } from '../webhook-world.js';
import { World } from '../world.js';

test('over HTTP: a message that a phone sends comes to the endpoint, and the test route says so', async () => {
	await using world = await World.start();
	const receiver = await new Receiver().listen();
	world.onClose(() => receiver.close());
	const { phone } = await world.linkedSession();
	const ben = await world.ben();
	const endpoint = await world.client.webhookEndpoints.create({
		url: receiver.url,
		events: ['message.received'],
	});
	await ben.sendText(phone, 'hello');
	await receiver.until(1);
	const { headers, body } = receiver.received[0]!;
	const event = await verifyWebhook(headers, body, endpoint.secret);
	expect(event).toMatchObject({ type: 'message.received', data: { message: { text: 'hello' } } });
	expect(await world.client.webhookEndpoints.test(endpoint.id)).toEqual({
		...{ delivered: true, status: 204, error: null },
	});
	const { data } = await world.client.webhookEndpoints.deliveries(endpoint.id);
	expect(data).toMatchObject([{ eventId: event.id, type: 'message.received' }]);
});

test('over HTTP: other keys, other daemons and other forms are refused by their codes', async () => {
	await using world = await World.start();
	const path = '/v1/webhook-endpoints';
	const { body } = await world.call<CreatedWebhookEndpoint>('POST', path, {
		json: { url: 'http://127.0.0.1:5678/', sessions: ['sales'] },
	});
	const { body: other } = await world.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'other', preset: 'automation', sessions: ['support'] },
	});
	const { port } = world.daemon;
	const asOther = { key: other.key };
	const answers = [
		await world.refusal('GET', `${path}/${body.id}`, asOther),
		await world.refusal('POST', path, { ...asOther, json: { url: body.url, sessions: ['sales'] } }),
		await world.refusal('POST', path, { json: { url: `http://127.0.0.1:${port}/` } }),
		await world.refusal('POST', path, { json: { url: world.sandbox.url.replace('ws', 'http') } }),
		await world.refusal('POST', path, { json: { url: 'ftp://127.0.0.1/' } }),
		await world.refusal('POST', `${path}/${body.id}/deliveries/none/retry`),
	];
	expect(answers.map(({ status, body: { code } }) => `${status} ${code}`)).toEqual([
		'404 WEBHOOK_NOT_FOUND',
		'404 SESSION_NOT_FOUND',
		'422 URL_BLOCKED',
		'422 URL_BLOCKED',
		'400 INVALID_REQUEST',
		'404 DELIVERY_NOT_FOUND',
	]);
});
