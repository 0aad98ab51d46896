import { expect, test } from '@jest/globals';
import { proto, type WAMessage } from '@whiskeysockets/baileys';
import type { ConformanceWorld } from '../conformance-world.js';
import type { Person } from '../person.js';

const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;

/** What a client says has become of a message. */
const updated = ({ client }: Person, { key: { id } }: WAMessage) =>
	client.events.first(
		'messages.update',
		(updates) =>
			updates.find(({ key, update }) => key.id === id && update.message !== undefined)?.update,
	);

export function changeStories(world: () => ConformanceWorld): void {
	/** A text of Anna that Bob has. */
	async function text(words: string): Promise<{ sent: WAMessage; got: WAMessage }> {
		const sent = await world().anna.send(world().bob.jid, { text: words });
		return { sent, got: await world().bob.gets(sent) };
	}

	test('an edit changes the text at the other side', async () => {
		const { anna, bob } = world();
		const { sent } = await text('frist');
		const edit = await anna.send(bob.jid, { text: 'first', edit: sent.key });
		const { message } = await bob.gets(edit);
		const change = await updated(bob, sent);
		expect(message?.protocolMessage).toMatchObject({
			type: MESSAGE_EDIT,
			key: { id: sent.key.id },
		});
		expect(change.message?.editedMessage?.message?.extendedTextMessage?.text).toBe('first');
	});

	test('a message that was deleted for everybody is gone at the other side', async () => {
		const { anna, bob } = world();
		const { sent } = await text('oops');
		const deletion = await anna.send(bob.jid, { delete: sent.key });
		const { message } = await bob.gets(deletion);
		expect(message?.protocolMessage).toMatchObject({ type: REVOKE, key: { id: sent.key.id } });
		expect((await updated(bob, sent)).message).toBeNull();
	});

	test('a reaction names the message it is for', async () => {
		const { anna, bob } = world();
		const { sent, got } = await text('nice?');
		await bob.send(world().chatWith(anna), { react: { text: '👍', key: got.key } });
		const { reaction, key } = await anna.client.events.first('messages.reaction', (reactions) =>
			reactions.find((each) => each.key.id === sent.key.id),
		);
		expect([reaction.text, key.fromMe]).toEqual(['👍', true]);
	});

	test('a reaction is taken back', async () => {
		const { anna, bob } = world();
		const { sent, got } = await text('still nice?');
		for (const emoji of ['👍', '']) {
			await bob.send(world().chatWith(anna), { react: { text: emoji, key: got.key } });
		}
		const taken = await anna.client.events.first('messages.reaction', (reactions) =>
			reactions.find(({ key, reaction }) => key.id === sent.key.id && !reaction.text),
		);
		expect(taken.reaction.text).toBe('');
	});

	test('a message is passed on to somebody else, and says so', async () => {
		const { bob, carol } = world();
		const { got } = await text('pass it on');
		await bob.send(carol.jid, { forward: got, force: true });
		const { message, key } = await carol.sees('pass it on');
		expect(key.remoteJid).toBe(world().chatWith(bob));
		expect(message?.extendedTextMessage?.contextInfo?.isForwarded).toBe(true);
	});
}
