import { expect, test } from '@jest/globals';
import type { ConformanceWorld } from '../conformance-world.js';

const LONG = 'ä🙂'.repeat(5_000);

export function textStories(world: () => ConformanceWorld): void {
	test('a text reaches the other client, with the name of who wrote it', async () => {
		const { anna, bob } = world();
		const { key } = await anna.send(bob.jid, { text: 'hello' });
		expect(await bob.sees('hello')).toMatchObject({
			key: { id: key.id, remoteJid: world().chatWith(anna), fromMe: false },
			pushName: 'Anna',
			upsertType: 'notify',
		});
	});

	test('what arrives names the other address of who wrote it', async () => {
		const { anna, bob } = world();
		await anna.send(bob.jid, { text: 'from whom?' });
		const { key } = await bob.sees('from whom?');
		expect(key.remoteJidAlt).toBe(world().otherAddress(anna));
	});

	test('two clients write to each other, each in the chat it was written to from', async () => {
		const { anna, bob } = world();
		await anna.send(bob.jid, { text: 'ping' });
		const ping = await bob.sees('ping');
		await bob.send(ping.key.remoteJid ?? '', { text: 'pong' });
		expect((await anna.sees('pong')).key.fromMe).toBe(false);
	});

	test('a text to a LID arrives from a LID', async () => {
		const { anna, bob } = world();
		await anna.send(bob.lid, { text: 'by LID' });
		const { key } = await bob.sees('by LID');
		expect(key).toMatchObject({ remoteJid: anna.lid, remoteJidAlt: anna.jid });
	});

	test('a long text with many scripts stays as it is', async () => {
		const { bob, carol } = world();
		await bob.send(carol.jid, { text: LONG });
		expect((await carol.sees(LONG)).key.fromMe).toBe(false);
	});

	test('a burst arrives whole and in order', async () => {
		const { anna, carol } = world();
		const texts = Array.from({ length: 20 }, (_, number) => `burst ${number}`);
		for (const text of texts) await anna.send(carol.jid, { text });
		await carol.sees('burst 19');
		const seen = carol.client.messages.flatMap(
			({ message }) => message?.extendedTextMessage?.text ?? [],
		);
		expect(seen.filter((text) => text.startsWith('burst'))).toEqual(texts);
	});

	test('an answer quotes what it answers', async () => {
		const { anna, bob } = world();
		const asked = await anna.send(bob.jid, { text: 'when?' });
		const question = await bob.sees('when?');
		await bob.send(world().chatWith(anna), { text: 'now' }, { quoted: question });
		const { message } = await anna.sees('now');
		expect(message?.extendedTextMessage?.contextInfo).toMatchObject({
			stanzaId: asked.key.id,
			quotedMessage: { extendedTextMessage: { text: 'when?' } },
		});
	});

	test('somebody is named in a text', async () => {
		const { anna, bob, carol } = world();
		const text = `ask @${carol.jid.split('@')[0]}`;
		await anna.send(bob.jid, { text, mentions: [carol.jid] });
		const { message } = await bob.sees(text);
		expect(message?.extendedTextMessage?.contextInfo?.mentionedJid).toEqual([carol.jid]);
	});

	test('the writer hears that a text was delivered, then that it was read', async () => {
		const { anna, bob } = world();
		const sent = await anna.send(bob.jid, { text: 'read me' });
		const got = await bob.gets(sent);
		expect(await anna.client.status(sent.key.id ?? '', 3)).toBe(3);
		await bob.socket.readMessages([got.key]);
		expect(await anna.client.status(sent.key.id ?? '', 4)).toBe(4);
	});

	test('typing is shown to the other side', async () => {
		const { anna, bob } = world();
		await anna.socket.presenceSubscribe(bob.jid);
		await bob.socket.sendPresenceUpdate('composing', anna.jid);
		const shown = await anna.client.events.first('presence.update', ({ presences }) =>
			Object.values(presences).find(({ lastKnownPresence }) => lastKnownPresence === 'composing'),
		);
		expect(shown.lastKnownPresence).toBe('composing');
	});
}
