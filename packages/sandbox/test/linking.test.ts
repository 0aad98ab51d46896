import { describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, TestWorld } from './world.js';

const CODE = 'ABCD1234';
const ANNA_DIGITS = ANNA.slice(1);

/** Asks for a pairing code as soon as the client has connected. */
async function askForCode(client: BaileysClient): Promise<string> {
	await client.qr();
	return client.socket.requestPairingCode(ANNA_DIGITS, CODE);
}

describe('linking', () => {
	test('a client is open after the phone scanned its QR code', async () => {
		await using world = await TestWorld.start();
		const client = world.client();
		const device = await world.anna.scan(await client.qr());
		await client.opened();
		expect(client.socket.user).toMatchObject({
			name: 'Anna',
			id: `${ANNA_DIGITS}:1@s.whatsapp.net`,
		});
		expect(device).toMatchObject({ id: 1, name: 'Chrome (Mac OS)' });
		expect(world.anna.devices()).toMatchObject([{ id: 1, connected: true }]);
		expect(world.problems()).toEqual([]);
	});

	test('a client that must upload 812 one-time keys links as well', async () => {
		await using world = await TestWorld.start({ prekeys: 'many' });
		const client = await world.linkedClient();
		expect(client.auth.creds.nextPreKeyId).toBe(813);
		expect(world.problems()).toEqual([]);
	});

	test('a client is open after its pairing code was typed on the phone', async () => {
		await using world = await TestWorld.start();
		const client = world.client();
		expect(await askForCode(client)).toBe(CODE);
		await world.anna.enterPairingCode('abcd-1234');
		await client.opened();
		expect(world.anna.devices()).toHaveLength(1);
		expect(world.problems()).toEqual([]);
	});

	test('a wrong pairing code is refused, and the right one still works', async () => {
		await using world = await TestWorld.start();
		const client = world.client();
		await askForCode(client);
		await expect(world.anna.enterPairingCode('ZZZZ-9999')).rejects.toMatchObject({
			code: 'PAIRING_CODE_WRONG',
		});
		await world.anna.enterPairingCode(CODE);
		await client.opened();
		expect(world.anna.devices()).toHaveLength(1);
	});

	test('a pairing code nobody asked for is refused', async () => {
		await using world = await TestWorld.start();
		await expect(world.anna.enterPairingCode(CODE)).rejects.toMatchObject({
			code: 'PAIRING_CODE_NOT_REQUESTED',
		});
	});

	test('a client that asked for a code and connects again half-done is logged out', async () => {
		await using world = await TestWorld.start();
		const client = world.client();
		await askForCode(client);
		await client.close();
		const again = world.client({ auth: client.auth });
		expect(await again.closed()).toMatchObject({ code: 401, message: 'Connection Failure' });
	});

	test('a QR code whose time is over is refused', async () => {
		await using world = await TestWorld.start({ qr: { firstMs: 0, nextMs: 0 } });
		const client = world.client();
		const qr = await client.qr();
		await expect(world.anna.scan(qr)).rejects.toMatchObject({ code: 'QR_EXPIRED' });
	});

	test('a text that is no QR code of this sandbox is refused', async () => {
		await using world = await TestWorld.start();
		await expect(world.anna.scan('2@somewhere,else')).rejects.toMatchObject({ code: 'QR_UNKNOWN' });
	});

	test('a client that nobody scans ends when its QR codes are used up', async () => {
		await using world = await TestWorld.start({ qr: { refs: 2 } });
		const client = world.client({ config: { qrTimeout: 20 } });
		expect(await client.closed()).toEqual({ code: 408, message: 'QR refs attempts ended' });
	});

	test('a number that is not on WhatsApp cannot link', async () => {
		await using world = await TestWorld.start();
		const phone = await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		const client = world.client();
		await expect(phone.scan(await client.qr())).rejects.toMatchObject({
			code: 'PHONE_NOT_REGISTERED',
		});
	});

	test('a device unlinked on the phone is logged out', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await world.anna.unlink(1);
		expect(await client.closed()).toMatchObject({ code: 401 });
		expect(world.anna.devices()).toEqual([]);
	});

	test('a client that logs out is no longer among the devices', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const unlinked = new Promise((resolve) => {
			world.sandbox.subscribe(({ type, data }) => type === 'device.unlinked' && resolve(data));
		});
		await client.socket.logout();
		expect(await unlinked).toEqual({ phoneNumber: ANNA, deviceId: 1 });
		expect(world.anna.devices()).toEqual([]);
	});

	test('a second login with the same credentials replaces the first', async () => {
		await using world = await TestWorld.start();
		const first = await world.linkedClient();
		const second = await world.reconnected(first);
		expect(await first.closed()).toMatchObject({ code: 440 });
		expect(world.anna.devices()).toMatchObject([{ id: 1, connected: true }]);
		expect(second.problems).toEqual([]);
	});

	test('credentials of a device that was unlinked while away are refused', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await client.close();
		await world.anna.unlink(1);
		const again = world.client({ auth: client.auth });
		expect(await again.closed()).toMatchObject({ code: 401, message: 'Connection Failure' });
	});
});
