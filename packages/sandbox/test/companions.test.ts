import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { textOf, type BaileysClient } from './baileys-client.js';
import { phonePath, post } from './http.js';
import { ANNA, BOB_JID, TestWorld } from './world.js';

const MOST = 4;

describe('a phone with as many linked devices as WhatsApp allows', () => {
	let world: TestWorld;
	let clients: BaileysClient[];

	beforeEach(async () => {
		world = await TestWorld.start();
		clients = [];
		while (clients.length < MOST) clients.push(await world.linkedClient());
	});
	afterEach(() => world.close());

	test('reaches all of them, and shows each what another one wrote', async () => {
		const [writer, ...others] = clients;
		await world.bob.sendText(ANNA, 'to all');
		for (const client of clients) await client.messageWithText('to all');
		await writer?.socket.sendMessage(BOB_JID, { text: 'from one' });
		for (const other of others) {
			expect((await other.messageWithText('from one')).key.fromMe).toBe(true);
		}
		expect(world.problems()).toEqual([]);
	});

	test('refuses the fifth, which goes on showing its code', async () => {
		const fifth = world.client();
		const qr = await fifth.qr();
		await expect(world.anna.scan(qr)).rejects.toMatchObject({ code: 'DEVICE_LIMIT_REACHED' });
		expect(await post(world.sandbox, `${phonePath(ANNA)}/scan`, { qr })).toBe(409);
		expect(world.anna.devices().map(({ id }) => id)).toEqual([1, 2, 3, 4]);
	});

	test('has room again when one is unlinked', async () => {
		await world.anna.unlink(2);
		const fifth = await world.linkedClient();
		expect(world.anna.devices().map(({ id }) => id)).toEqual([1, 3, 4, 5]);
		await world.bob.sendText(ANNA, 'to those who are left');
		await fifth.messageWithText('to those who are left');
		expect(clients[1]?.messages.map(textOf)).not.toContain('to those who are left');
	});

	test('refuses a pairing code, too', async () => {
		const fifth = world.client();
		await fifth.qr();
		const code = await fifth.socket.requestPairingCode(ANNA.slice(1));
		await expect(world.anna.enterPairingCode(code)).rejects.toMatchObject({
			code: 'DEVICE_LIMIT_REACHED',
		});
	});
});
