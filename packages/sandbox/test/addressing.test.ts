import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('how people are addressed in direct chats', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.linkedClient();
	});
	afterEach(() => world.close());

	/** The chat under which a text of Bob's phone reaches the client. */
	async function chatOf(text: string, to = ANNA): Promise<string | null | undefined> {
		await world.bob.sendText(to, text);
		return (await anna.messageWithText(text)).key.remoteJid;
	}

	test('is as the sender writes it, from the start', async () => {
		expect(await chatOf('by number')).toBe(BOB_JID);
		expect(await chatOf('by lid', world.anna.lid)).toBe(world.bob.lid);
	});

	test('is switched for the whole sandbox while it runs', async () => {
		world.sandbox.settings.change({ addressing: 'lid' });
		expect(await chatOf('by number')).toBe(world.bob.lid);
		world.sandbox.settings.change({ addressing: 'pn' });
		expect(await chatOf('by lid', world.anna.lid)).toBe(BOB_JID);
		expect(world.problems()).toEqual([]);
	});

	test('is switched for one phone', async () => {
		world.bob.chatSettings.setAddressing('lid');
		expect(await chatOf('from Bob')).toBe(world.bob.lid);
		await anna.socket.sendMessage(BOB_JID, { text: 'from Anna' });
		await world.bob.nextMessage();
		await world.bob.typing(ANNA);
		const typed = world.sandbox.stanzas().findLast(({ stanza }) => stanza.tag === 'chatstate');
		expect(typed?.stanza.attrs['from']).toBe(world.bob.lid);
	});

	test('is switched for one chat, and wins over what is set for all', async () => {
		world.sandbox.settings.change({ addressing: 'pn' });
		world.anna.chatSettings.setAddressing('lid', BOB);
		expect(await chatOf('in the chat')).toBe(world.bob.lid);
		world.anna.chatSettings.setAddressing(null, BOB);
		expect(await chatOf('as in all chats')).toBe(BOB_JID);
	});

	test('forced to privacy addresses still lets receipts find the message', async () => {
		world.sandbox.settings.change({ addressing: 'lid' });
		const bob = await world.linkedClient(world.bob);
		const sent = await anna.socket.sendMessage(BOB_JID, { text: 'read me' });
		const { key } = await bob.messageWithText('read me');
		await bob.socket.readMessages([key]);
		expect(await anna.status(sent?.key.id ?? '', 4)).toBe(4);
		await bob.socket.sendMessage(key.remoteJid ?? '', { text: 'done' });
		expect((await anna.messageWithText('done')).key.remoteJid).toBe(world.bob.lid);
		expect(world.problems()).toEqual([]);
	});

	test('is an option of the sandbox', async () => {
		await using other = await TestWorld.start({ addressing: 'lid' });
		const client = await other.linkedClient();
		await other.bob.sendText(ANNA, 'hello');
		expect((await client.messageWithText('hello')).key.remoteJid).toBe(other.bob.lid);
	});

	test('goes over HTTP', async () => {
		const path = `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(ANNA)}/addressing`;
		const posted = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ chat: BOB, addressing: 'lid' }),
		});
		expect(posted.status).toBe(204);
		expect(await chatOf('by HTTP')).toBe(world.bob.lid);
	});
});
