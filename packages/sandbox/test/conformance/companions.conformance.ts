import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import { textOf } from '../baileys-client.js';
import { named, OPPOSITES } from './configurations.js';
import { ConformanceWorld } from './conformance-world.js';
import type { Person } from './person.js';

describe.each(named(OPPOSITES))('several linked devices of one number: %s', (_, configuration) => {
	let world: ConformanceWorld;
	/** Anna at her three clients. */
	let annas: [Person, Person, Person];
	let bob: Person;
	let bobElsewhere: Person;

	beforeAll(async () => {
		world = await ConformanceWorld.start(configuration);
		({ bob } = world);
		annas = [world.anna, await world.another(world.anna), await world.another(world.anna)];
		bobElsewhere = await world.another(bob);
	});
	afterAll(() => world.close());

	const atAll = <T>(people: readonly Person[], look: (person: Person) => Promise<T>) =>
		Promise.all(people.map(look));

	test('a text reaches all of them', async () => {
		await bob.send(annas[0].jid, { text: 'to all of you' });
		for (const { key } of await atAll(annas, (each) => each.sees('to all of you'))) {
			expect(key).toMatchObject({ remoteJid: world.chatWith(bob), fromMe: false });
		}
	});

	test('what one writes, the others show as their own', async () => {
		await annas[1].send(bob.jid, { text: 'from the second' });
		await atAll([bob, bobElsewhere], (each) => each.sees('from the second'));
		for (const own of await atAll([annas[0], annas[2]], (each) => each.sees('from the second'))) {
			expect(own.key.fromMe).toBe(true);
		}
	});

	test('what the owner types on the phone appears at all', async () => {
		const { phoneNumber } = annas[0];
		await world.sandbox.write(phoneNumber, { to: bob.phoneNumber, text: 'typed on the phone' });
		for (const { key } of await atAll(annas, (each) => each.sees('typed on the phone'))) {
			expect(key.fromMe).toBe(true);
		}
	});

	test('a group message of one reaches the other devices of the writer and of the others', async () => {
		const { carol } = world;
		const group = await world.group('Many devices');
		await annas[2].send(group, { text: 'from the third' });
		await atAll([bob, bobElsewhere, carol], (each) => each.sees('from the third'));
		for (const { key } of await atAll([annas[0], annas[1]], (each) =>
			each.sees('from the third'),
		)) {
			expect(key).toMatchObject({ remoteJid: group, fromMe: true });
		}
		await bobElsewhere.send(group, { text: 'from the other Bob' });
		await atAll([...annas, bob, carol], (each) => each.sees('from the other Bob'));
	});

	test('a picture is downloaded by each, and by the other devices of who sent it', async () => {
		const document = Buffer.from('for every device');
		const sent = await annas[0].send(bob.jid, { document, mimetype: 'text/plain', fileName: 'a' });
		for (const { client } of [annas[1], annas[2], bob, bobElsewhere]) {
			const got = await client.message(({ key }) => key.id === sent.key.id);
			expect(await downloadMediaMessage(got, 'buffer', {})).toEqual(document);
		}
	});

	test('a chat that is read at one is read at the others', async () => {
		const sent = await bob.send(annas[0].jid, { text: 'read me once' });
		const [got] = await atAll(annas, (each) => each.gets(sent));
		if (!got) throw new Error('Nothing came.');
		await annas[0].socket.readMessages([got.key]);
		expect(await bob.client.status(sent.key.id ?? '', 4)).toBe(4);
		for (const { client } of [annas[1], annas[2]]) {
			const status = await client.events.first(
				'messages.update',
				(updates) => updates.find(({ key }) => key.id === sent.key.id)?.update.status ?? undefined,
			);
			expect(status).toBe(4);
		}
	});

	test('a group that is read at one is read at the others', async () => {
		const { carol } = world;
		const group = await world.group('Read once');
		const sent = await carol.send(group, { text: 'read me in the group' });
		const [got] = await atAll(annas, (each) => each.gets(sent));
		if (!got) throw new Error('Nothing came.');
		await annas[0].socket.readMessages([got.key]);
		await carol.receipt(sent, world.member(annas[0]), true);
		for (const { client } of [annas[1], annas[2]]) {
			const read = await client.events.first('message-receipt.update', (updates) =>
				updates.find(({ key }) => key.id === sent.key.id && !key.fromMe),
			);
			expect(read.key.remoteJid).toBe(group);
		}
	});

	test('a chat that is pinned at one is pinned at the others', async () => {
		await annas[0].socket.chatModify({ pin: true }, bob.jid);
		for (const { client } of [annas[1], annas[2]]) {
			const chat = await client.events.first('chats.update', (chats) =>
				chats.find(({ pinned }) => pinned),
			);
			expect(chat.id).toBe(bob.jid);
		}
	});

	test('one that is linked later takes part from then on, in groups, too', async () => {
		const { carol } = world;
		const group = await world.group('Latecomers');
		await carol.send(group, { text: 'before it was linked' });
		await bob.sees('before it was linked');
		const late = await world.another(carol);
		await bob.send(carol.jid, { text: 'to the new one, too' });
		await late.sees('to the new one, too');
		await bob.send(group, { text: 'all in the group' });
		await late.sees('all in the group');
		await late.send(group, { text: 'I am new' });
		await atAll([bob, carol, ...annas], (each) => each.sees('I am new'));
		expect(late.inChat(group)).toHaveLength(1);
	});

	test('one that logs out gets nothing more, and the others go on', async () => {
		await annas[2].socket.logout();
		await bob.send(annas[0].jid, { text: 'to those who stayed' });
		await atAll([annas[0], annas[1]], (each) => each.sees('to those who stayed'));
		const seen = annas[2].client.messages.map((message) => textOf(message));
		expect(seen).not.toContain('to those who stayed');
	});

	test('after all that no client has failed to open a message, and no stanza was unknown', async () => {
		expect(await world.trouble()).toEqual([]);
	});
});
