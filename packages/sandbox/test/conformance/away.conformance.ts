import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import { textOf } from '../baileys-client.js';
import { named, OPPOSITES } from './configurations.js';
import { ConformanceWorld } from './conformance-world.js';
import type { Person } from './person.js';

describe.each(named(OPPOSITES))('a client that was away: %s', (_, configuration) => {
	let world: ConformanceWorld;
	/** As he is now: he comes back as a new client in each test. */
	let bob: Person;

	beforeAll(async () => {
		world = await ConformanceWorld.start(configuration);
		({ bob } = world);
	});
	afterAll(() => world.close());

	/** Bob's client is away while this happens, and then comes back. */
	async function meanwhile<T>(happens: () => Promise<T>): Promise<T> {
		await bob.client.close();
		const result = await happens();
		bob = await world.back(bob);
		return result;
	}

	test('gets what was written to it, in order', async () => {
		const { anna } = world;
		const texts = Array.from({ length: 20 }, (_each, number) => `while you were away ${number}`);
		const sent = await meanwhile(async () => {
			for (const text of texts) await anna.send(bob.jid, { text });
			return anna.send(bob.jid, { text: 'the last one' });
		});
		await bob.sees('the last one');
		const seen = bob.client.messages.flatMap((message) => textOf(message) ?? []);
		expect(seen).toEqual([...texts, 'the last one']);
		expect(await anna.client.status(sent.key.id ?? '', 3)).toBe(3);
	});

	test('gets edits, deletions and reactions to what it knows', async () => {
		const { anna } = world;
		const [first, second] = [
			await anna.send(bob.jid, { text: 'frist, before' }),
			await anna.send(bob.jid, { text: 'oops, before' }),
		];
		await bob.gets(second);
		await meanwhile(async () => {
			await anna.send(bob.jid, { text: 'first, after', edit: first.key });
			await anna.send(bob.jid, { delete: second.key });
			await anna.send(bob.jid, { react: { text: '👋', key: first.key } });
		});
		const updated = (id: string | null | undefined) =>
			bob.client.events.first(
				'messages.update',
				(updates) =>
					updates.find(({ key, update }) => key.id === id && 'message' in update)?.update,
			);
		const { reaction } = await bob.client.events.first('messages.reaction', ([each]) => each);
		const { message } = await updated(first.key.id);
		expect(message?.editedMessage?.message?.extendedTextMessage?.text).toBe('first, after');
		expect((await updated(second.key.id)).message).toBeNull();
		expect(reaction.text).toBe('👋');
	});

	test('downloads what was sent meanwhile', async () => {
		const document = Buffer.from('sent meanwhile');
		const sent = await meanwhile(() =>
			world.anna.send(bob.jid, { document, mimetype: 'text/plain', fileName: 'meanwhile.txt' }),
		);
		const got = await bob.gets(sent);
		expect(await downloadMediaMessage(got, 'buffer', {})).toEqual(document);
	});

	test('gets what was written in its groups, also in one that is new', async () => {
		const { anna, carol } = world;
		const known = await world.group('Known before', [bob, carol]);
		await bob.send(known, { text: 'I am off' });
		await anna.sees('I am off');
		const added = await meanwhile(async () => {
			await carol.send(known, { text: 'he is away' });
			await anna.sees('he is away');
			const { id } = await anna.socket.groupCreate('New meanwhile', [world.member(bob)]);
			await anna.send(id, { text: 'you are in' });
			return id;
		});
		expect((await bob.sees('he is away')).key.remoteJid).toBe(known);
		expect((await bob.sees('you are in')).key.remoteJid).toBe(added);
		await bob.send(added, { text: 'I see' });
		await anna.sees('I see');
	});

	test('knows what became of its groups', async () => {
		const { anna } = world;
		const group = await world.group('Before', [bob]);
		await meanwhile(() => anna.socket.groupUpdateSubject(group, 'Meanwhile'));
		const { subject } = await bob.client.events.first('groups.update', (updates) =>
			updates.find(({ id }) => id === group),
		);
		expect([subject, (await bob.socket.groupMetadata(group)).subject]).toEqual([
			'Meanwhile',
			'Meanwhile',
		]);
	});

	test('hears that its messages were read meanwhile', async () => {
		const { anna } = world;
		const sent = await bob.send(anna.jid, { text: 'read it later' });
		const got = await anna.gets(sent);
		await bob.client.status(sent.key.id ?? '', 3);
		await meanwhile(() => anna.socket.readMessages([got.key]));
		expect(await bob.client.status(sent.key.id ?? '', 4)).toBe(4);
	});

	test('gets what the other client of the number wrote', async () => {
		const { anna } = world;
		const elsewhere = await world.another(bob);
		await meanwhile(async () => {
			await elsewhere.send(anna.jid, { text: 'from elsewhere' });
			await anna.sees('from elsewhere');
		});
		expect((await bob.sees('from elsewhere')).key.fromMe).toBe(true);
	});

	test('after all that no client has failed to open a message, and no stanza was unknown', async () => {
		expect(await world.trouble()).toEqual([]);
	});
});
