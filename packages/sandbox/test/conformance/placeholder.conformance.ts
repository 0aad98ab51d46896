import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from '../baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from '../world.js';

let world: TestWorld;
let client: BaileysClient;

beforeEach(async () => {
	world = await TestWorld.start();
	client = await world.linkedClient();
});
afterEach(() => world.close());

describe('a message that comes without what is in it', () => {
	beforeEach(() => {
		const match = { tag: 'message', direction: 'out', peer: BOB } as const;
		world.sandbox.faults.add({ action: 'unavailable', match, times: 1 });
	});

	test('is sent by the phone when the client asks for it', async () => {
		const { id } = await world.bob.sendText(ANNA, 'out of an advertisement');
		const placeholder = await client.message(({ key }) => key.id === id);
		expect(placeholder.message).toBeUndefined();
		const message = await client.messageWithText('out of an advertisement');
		expect(message.key).toMatchObject({ id, remoteJid: BOB_JID, fromMe: false });
		expect(message.pushName).toBe('Bob');
	});

	test('is sent with its caption and its keys when it is a picture', async () => {
		const data = Buffer.from('not really a picture');
		await world.bob.sendAttachment(ANNA, { data, mimeType: 'image/png', caption: 'look' });
		const { message } = await client.message(({ message: content }) => !!content?.imageMessage);
		expect(message?.imageMessage).toMatchObject({ caption: 'look', mimetype: 'image/png' });
		expect(message?.imageMessage?.mediaKey).toHaveLength(32);
	});
});

describe('a message that cannot be opened', () => {
	test('is sent by the phone when its sender does not send it again', async () => {
		const { faults } = world.sandbox;
		const match = { tag: 'message', direction: 'out', peer: BOB } as const;
		faults.add({ action: 'corrupt', match, times: 1 });
		faults.add({ action: 'drop', match: { tag: 'receipt', type: 'retry', direction: 'in' } });
		const { id } = await world.bob.sendText(ANNA, 'broken on the way');
		await client.messageWithText('broken on the way');
		const again = client.messages.filter(({ key, message }) => key.id === id && message);
		expect(again).toHaveLength(1);
	});
});

describe('a message nobody has', () => {
	test('is answered by nothing, and the client goes on', async () => {
		await client.socket.requestPlaceholderResend({ remoteJid: BOB_JID, id: 'NEVER' });
		await world.anna.settled();
		await world.bob.sendText(ANNA, 'still here');
		await client.messageWithText('still here');
		expect(client.messages.filter(({ key }) => key.id === 'NEVER')).toEqual([]);
	});
});
