import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

/** Waits until the client hears of a change of the blocklist made elsewhere. */
function blocklistChange(client: BaileysClient): Promise<unknown> {
	return new Promise((resolve) => client.socket.ev.on('blocklist.update', resolve));
}

describe('a blocklist', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.linkedClient();
		await world.bob.sendText(ANNA, 'hello');
		await anna.messageWithText('hello');
		await world.anna.nextMessage();
	});
	afterEach(() => world.close());

	test('is empty, grows and shrinks as the client says', async () => {
		expect(await anna.socket.fetchBlocklist()).toEqual([]);
		await anna.socket.updateBlockStatus(BOB_JID, 'block');
		expect(await anna.socket.fetchBlocklist()).toEqual([world.bob.lid]);
		expect(world.anna.privacy.blocked).toEqual([BOB]);
		await anna.socket.updateBlockStatus(world.bob.lid, 'unblock');
		expect(await anna.socket.fetchBlocklist()).toEqual([]);
	});

	test('changed on the phone is told to its client', async () => {
		const heard = blocklistChange(anna);
		await world.anna.privacy.block(BOB);
		expect(await heard).toEqual({ blocklist: [world.bob.lid], type: 'add' });
	});

	test('changed by one client is told to the other', async () => {
		await world.anna.privacy.block(BOB);
		const second = await world.linkedClient();
		const heard = blocklistChange(second);
		await anna.socket.updateBlockStatus(world.bob.lid, 'unblock');
		expect(await heard).toEqual({ blocklist: [world.bob.lid], type: 'remove' });
	});

	test('keeps messages out: taken by the server, never displayed, no receipt', async () => {
		await anna.socket.updateBlockStatus(BOB_JID, 'block');
		const { id } = await world.bob.sendText(ANNA, 'let me in');
		await anna.socket.updateBlockStatus(BOB_JID, 'unblock');
		await world.bob.sendText(ANNA, 'thank you');
		await anna.messageWithText('thank you');
		await world.anna.nextMessage({ where: ({ text }) => text === 'thank you' });
		expect(world.anna.messages().map(({ text }) => text)).toEqual(['hello', 'thank you']);
		expect(anna.messages.map(({ key }) => key.id)).not.toContain(id);
		expect(world.bob.messages({ direction: 'out' })).toMatchObject([
			{ text: 'hello', delivered: true },
			{ text: 'let me in', delivered: false },
			{ text: 'thank you' },
		]);
	});

	test('lets a blocked client believe that it has sent its message', async () => {
		await world.bob.privacy.block(ANNA);
		const sent = await anna.socket.sendMessage(BOB_JID, { text: 'anybody there?' });
		expect(await anna.status(sent?.key.id ?? '', 2)).toBe(2);
		await world.anna.nextMessage({ direction: 'out' });
		expect(world.bob.messages()).toEqual([]);
	});

	test('hides presence, picture and about text from who is blocked', async () => {
		world.bob.profile.setPresence('available');
		await world.bob.privacy.block(ANNA);
		await expect(anna.socket.profilePictureUrl(BOB_JID)).rejects.toThrow('not-authorized');
		expect(await world.anna.profile.of(BOB)).toMatchObject({ online: false, about: null });
	});

	test('hides the typing of who is blocked', async () => {
		await world.bob.privacy.block(ANNA);
		await anna.socket.sendPresenceUpdate('composing', BOB_JID);
		await world.stanzas(({ stanza }) => stanza.tag === 'chatstate', 1);
		await world.bob.privacy.unblock(ANNA);
		const shown = new Promise<string>((resolve) => {
			world.sandbox.subscribe(({ type, data }) => {
				if (type === 'phone.typing') resolve(data.state);
			});
		});
		await anna.socket.sendPresenceUpdate('recording', BOB_JID);
		expect(await shown).toBe('recording');
	});

	test('does not hold in groups', async () => {
		await world.bob.privacy.block(ANNA);
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		await anna.socket.sendMessage(group.id, { text: 'to all' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'to all', chat: group.id });
	});

	test('goes over HTTP', async () => {
		const path = `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(BOB)}/blocked`;
		const posted = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ person: ANNA }),
		});
		expect(posted.status).toBe(204);
		expect(await (await fetch(path)).json()).toEqual({ data: [ANNA], next: null });
		await fetch(`${path}/${encodeURIComponent(ANNA)}`, { method: 'DELETE' });
		expect(world.bob.privacy.blocked).toEqual([]);
	});
});
