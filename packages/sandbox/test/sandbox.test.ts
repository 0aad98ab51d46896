import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../src/index.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('sandbox', () => {
	test('keys and certificate stay the same in the same data folder', async () => {
		const dataDir = await mkdtemp(join(tmpdir(), 'waypost-sandbox-test-'));
		const first = await createSandbox({ dataDir });
		await first.close();
		const second = await createSandbox({ dataDir });
		await second.close();
		const same = first.rootKey === second.rootKey && first.caPem === second.caPem;
		expect([same, existsSync(second.caFile)]).toEqual([true, true]);
		await rm(dataDir, { recursive: true });
	});

	test('without a data folder nothing is left after closing, which may be done twice', async () => {
		const sandbox = await createSandbox();
		expect(existsSync(sandbox.caFile)).toBe(true);
		await Promise.all([sandbox.close(), sandbox.close()]);
		expect(existsSync(sandbox.caFile)).toBe(false);
	});

	test('phones write to each other with no client at all', async () => {
		await using world = await TestWorld.start();
		const { id } = await world.anna.sendText(world.bob, 'hello');
		const shown = await world.bob.nextMessage();
		await world.bob.read(ANNA);
		await world.bob.sendText(world.anna.lid, 'by lid', { replyTo: id });
		expect(shown).toMatchObject({ id, text: 'hello', from: ANNA });
		expect(await world.anna.nextMessage()).toMatchObject({ text: 'by lid', replyTo: id });
		expect(world.anna.messages({ direction: 'out' })).toMatchObject([
			{ delivered: true, read: true, chat: BOB },
		]);
	});

	test('waiting for a message that never comes ends with a clear error', async () => {
		await using world = await TestWorld.start();
		await expect(world.anna.nextMessage({ timeoutMs: 5 })).rejects.toMatchObject({
			code: 'TIMED_OUT',
		});
	});

	test('what the filter of nextMessage passes over stays for later calls', async () => {
		await using world = await TestWorld.start();
		for (const text of ['one', 'two']) await world.bob.sendText(ANNA, text);
		const second = await world.anna.nextMessage({ where: ({ text }) => text === 'two' });
		const first = await world.anna.nextMessage();
		expect([second.text, first.text]).toEqual(['two', 'one']);
	});

	test('a query nobody knows is answered emptily and recorded', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		expect(await client.socket.groupFetchAllParticipating()).toEqual({});
		expect(world.sandbox.unknownStanzas()).toEqual({ 'iq w:g2 get participating': 1 });
	});

	test('a client runs out of one-time keys and is asked for more', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const numbers = ['+491700000011', '+491700000012', '+491700000013'];
		for (const phoneNumber of numbers) {
			const phone = await world.sandbox.addPhone({ phoneNumber });
			await phone.sendText(ANNA, phoneNumber);
			await client.messageWithText(phoneNumber);
		}
		expect(client.auth.creds.nextPreKeyId).toBeGreaterThan(6);
		expect(world.problems()).toEqual([]);
	});

	test('chat partners hear of a new device, others do not', async () => {
		await using world = await TestWorld.start();
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		const anna = await world.linkedClient();
		await world.linkedClient(carol);
		await anna.socket.sendMessage(BOB_JID, { text: 'partners now' });
		await world.linkedClient(world.bob);
		const told = world.sandbox
			.stanzas()
			.filter(({ stanza }) => stanza.tag === 'notification' && stanza.attrs['type'] === 'devices')
			.map(({ phoneNumber }) => phoneNumber);
		expect(told).toEqual([ANNA]);
	});

	test('reading at the client marks the chat read on its own phone', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await world.bob.sendText(ANNA, 'read me');
		const { key } = await client.messageWithText('read me');
		await client.socket.readMessages([key]);
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.anna.nextMessage({ direction: 'out' });
		expect(world.anna.messages()).toMatchObject([{ text: 'read me', read: true }]);
	});
});
