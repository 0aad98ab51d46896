import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';
import { picture, sha256 } from './sample-files.js';

describe('a message that arrives', () => {
	test('is told by one event and listed', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		const { id } = await ben.sendText(phone, 'Is it open today?');
		const { data } = await world.event('message.received');
		expect(data.message).toMatchObject({
			whatsappId: id,
			direction: 'in',
			kind: 'text',
			text: 'Is it open today?',
			chat: { kind: 'direct', phoneNumber: ben.phoneNumber, lid: ben.lid },
			from: { phoneNumber: ben.phoneNumber, name: 'Ben' },
			status: 'delivered',
		});
		const list = await world.call<{ data: Message[] }>(
			'GET',
			`/v1/sessions/sales/messages?direction=in&chat=${encodeURIComponent(data.message.chat.id)}`,
		);
		expect(list.body.data).toEqual([data.message]);
	});

	test('can be answered with its chat id', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await ben.sendText(phone, 'ping');
		const { data } = await world.event('message.received');
		await world.sendText('sales', data.message.chat.id, 'pong');
		expect((await ben.nextMessage()).text).toBe('pong');
	});

	test('while the daemon is down is there after the start, once', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await world.daemon.close();
		const texts = ['one', 'two', 'three'];
		for (const text of texts) await ben.sendText(phone, text);
		await world.startDaemon();
		await world.event('message.received', ({ data }) => data.message.text === 'three');
		const list = await world.call<{ data: Message[] }>('GET', '/v1/sessions/sales/messages');
		expect(list.body.data.map(({ text }) => text)).toEqual(['three', 'two', 'one']);
	});

	test('with a picture brings the same bytes', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		const data = await picture();
		await ben.sendAttachment(phone, { data, mimeType: 'image/jpeg', caption: 'our new sign' });
		const { message } = (await world.event('message.received')).data;
		expect(message).toMatchObject({
			kind: 'image',
			text: 'our new sign',
			attachment: { mimeType: 'image/jpeg', size: data.length, sha256: sha256(data) },
		});
		const media = await fetch(world.daemon.url + message.attachment?.url, {
			headers: { 'X-API-Key': world.daemon.adminKey },
		});
		expect(media.headers.get('content-type')).toBe('image/jpeg');
		expect(media.headers.get('x-content-type-options')).toBe('nosniff');
		expect(sha256(new Uint8Array(await media.arrayBuffer()))).toBe(sha256(data));
		const part = await fetch(world.daemon.url + message.attachment?.url, {
			headers: { 'X-API-Key': world.daemon.adminKey, Range: 'bytes=10-19' },
		});
		expect(part.status).toBe(206);
		expect(Buffer.from(await part.arrayBuffer())).toEqual(data.subarray(10, 20));
	});

	test('that the owner typed on the phone is a message sent', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await phone.sendText(ben, 'typed by thumb');
		const { data } = await world.event('message.sent');
		expect(data.message).toMatchObject({
			direction: 'out',
			text: 'typed by thumb',
			status: 'sent',
			chat: { phoneNumber: ben.phoneNumber },
		});
	});

	test('is cut to its session: a key of another session sees neither message nor event', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		await world.createSession('other');
		const ben = await world.ben();
		await ben.sendText(phone, 'private');
		await world.event('message.received');
		const { key } = await world.client.keys.create({
			name: 'other only',
			preset: 'automation',
			sessions: ['other'],
		});
		const messages = await world.refusal('GET', '/v1/sessions/sales/messages', { key });
		expect([messages.status, messages.body.code]).toEqual([404, 'SESSION_NOT_FOUND']);
		const events = await world.call<{ data: { sessionId: string }[] }>('GET', '/v1/events', {
			key,
		});
		expect(events.body.data.filter(({ sessionId }) => sessionId !== 'other')).toEqual([]);
	});
});
