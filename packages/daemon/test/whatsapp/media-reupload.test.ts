import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { MessageKey, ReceivedMessage } from '../../src/whatsapp/whatsapp-connection.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const keyOf = ({ chat, whatsappId, fromMe, from }: ReceivedMessage): MessageKey => ({
	...{ chat, whatsappId, fromMe, from },
});

describe('a file that WhatsApp has deleted', () => {
	const bytes = randomBytes(3_000);
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let opened: OpenedConnection;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		opened = await world.link(anna);
	});
	afterEach(() => world.close());

	async function receive(): Promise<ReceivedMessage> {
		await ben.sendAttachment(anna, { data: bytes, mimeType: 'application/pdf' });
		const message = await opened.events.first('message', ({ kind }) => kind === 'document');
		await anna.nextMessage();
		return message;
	}

	test('cannot be fetched', async () => {
		const { content } = await receive();
		world.sandbox.expireMedia();
		await expect(world.connector.downloadMedia(content)).rejects.toMatchObject({
			code: 'MEDIA_EXPIRED',
		});
	});

	test('comes back from the phone when it is asked', async () => {
		const message = await receive();
		world.sandbox.expireMedia();
		const content = await opened.connection.requestReupload(keyOf(message), message.content);
		expect(await buffer(await world.connector.downloadMedia(content))).toEqual(bytes);
	});

	test('comes back to a group as well', async () => {
		const group = await world.sandbox.createGroup({ subject: 'team', members: [anna, ben] });
		await ben.sendAttachment(group.id, { data: bytes, mimeType: 'application/pdf' });
		const message = await opened.events.first('message', ({ kind }) => kind === 'document');
		await anna.nextMessage();
		world.sandbox.expireMedia();
		const content = await opened.connection.requestReupload(keyOf(message), message.content);
		expect(await buffer(await world.connector.downloadMedia(content))).toEqual(bytes);
	});

	test('is gone when the phone does not have it either', async () => {
		const message = await receive();
		world.sandbox.expireMedia({ alsoOnPhones: true });
		await expect(
			opened.connection.requestReupload(keyOf(message), message.content),
		).rejects.toMatchObject({ code: 'MEDIA_EXPIRED' });
	});

	test('is gone when the connection ends before the phone has answered', async () => {
		const message = await receive();
		world.sandbox.faults.add({ match: { tag: 'receipt' }, action: 'drop' });
		const request = opened.connection.requestReupload(keyOf(message), message.content);
		const outcome = expect(request).rejects.toMatchObject({ code: 'MEDIA_EXPIRED' });
		await opened.connection.close();
		await outcome;
	});
});
