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

	test('phones write to each other in a group with no client at all', async () => {
		await using world = await TestWorld.start();
		const { anna, bob, sandbox } = world;
		const group = await sandbox.createGroup({ subject: 'Two', members: [anna, bob] });
		for (const text of ['one', 'two']) await anna.sendText(group, text);
		const two = await bob.nextMessage({ where: ({ text }) => text === 'two' });
		await bob.read(group);
		await bob.sendText(group, 'three', { replyTo: two.id });
		expect(await anna.nextMessage()).toMatchObject({ chat: group.id, replyTo: two.id });
		expect(bob.messages()).toMatchObject([
			{ text: 'one', read: true },
			{ text: 'two', read: true },
		]);
		expect(anna.messages({ direction: 'out' })).toMatchObject([{ read: true }, { read: true }]);
	});

	test('a server that drops repeated ids takes a group message once', async () => {
		await using world = await TestWorld.start({ dedupe: 'server' });
		const client = await world.linkedClient();
		const group = await world.sandbox.createGroup({ subject: 'Two', members: [ANNA, BOB] });
		const messageId = '3EB0AAAAAAAAAAAAAAAAAA';
		for (const text of ['same', 'same']) {
			await client.socket.sendMessage(group.id, { text }, { messageId });
		}
		await client.socket.sendMessage(group.id, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		expect(world.bob.messages()).toMatchObject([{ text: 'same', copies: 1 }, { text: 'end' }]);
	});

	test('changes of a group are reported', async () => {
		await using world = await TestWorld.start();
		const seen: unknown[] = [];
		world.sandbox.subscribe(({ type, data }) => void seen.push([type, data]));
		const group = await world.sandbox.createGroup({ subject: 'Two', members: [ANNA] });
		await group.add(BOB);
		expect(seen).toMatchObject([
			['group.changed', { group: { id: group.id, subject: 'Two', members: [{}] } }],
			['group.changed', { group: { id: group.id, members: [{}, { phoneNumber: BOB }] } }],
		]);
	});

	test('a phone that is taken away leaves its groups', async () => {
		await using world = await TestWorld.start();
		const { anna, bob, sandbox } = world;
		const group = await sandbox.createGroup({ subject: 'Two', members: [anna, bob] });
		await sandbox.removePhone(ANNA);
		expect(group.members).toEqual([{ phoneNumber: BOB, role: 'admin' }]);
	});

	test('two phones that answer by themselves do not answer each other in a group', async () => {
		await using world = await TestWorld.start();
		const { anna, bob, sandbox } = world;
		const carol = await sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		const group = await sandbox.createGroup({ subject: 'Three', members: [anna, bob, carol] });
		for (const phone of [anna, bob]) phone.setRules({ autoReply: 'away', readAfterMs: 0 });
		await carol.sendText(group, 'anybody?');
		const answers = [await carol.nextMessage(), await carol.nextMessage()];
		await carol.sendText(ANNA, 'last');
		await carol.nextMessage({ where: ({ chat }) => chat === ANNA });
		expect(answers.map(({ from }) => from).sort()).toEqual([ANNA, BOB]);
		expect(carol.messages().filter(({ chat }) => chat === group.id)).toHaveLength(2);
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
		const attrs = { type: 'get', xmlns: 'w:nobody', to: '@s.whatsapp.net' };
		const answer: unknown = await client.socket.query({ tag: 'iq', attrs, content: [] });
		expect(answer).toMatchObject({ tag: 'iq', attrs: { type: 'result' } });
		expect(world.sandbox.unknownStanzas()).toEqual({ 'iq w:nobody get': 1 });
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
