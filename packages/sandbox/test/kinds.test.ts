import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DisplayedMessage, Group, MessageCard, Phone } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const CAROL = '+491700000003';
const PLACE = { latitude: 52.5, longitude: 13.4, name: 'Square', address: 'Street 1' };
const CARD: MessageCard = { name: 'Carol', vcard: 'BEGIN:VCARD\nFN:Carol\nEND:VCARD' };
const POLL = { question: 'When?', options: ['Now', 'Later'], multiple: false };

describe.each(['a chat', 'a LID chat', 'a LID group', 'a number group'] as const)(
	'in %s',
	(where) => {
		let world: TestWorld;
		let carol: Phone;
		let group: Group;
		/** Where Anna writes so that Bob reads it. */
		let to: string;

		beforeAll(async () => {
			world = await TestWorld.start();
			carol = await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
			group = await world.sandbox.createGroup({
				subject: 'Friends',
				members: [ANNA, BOB, CAROL],
				mode: where === 'a number group' ? 'pn' : 'lid',
			});
			if (where === 'a chat') to = BOB;
			else to = where === 'a LID chat' ? world.bob.lid : group.id;
		});
		afterAll(() => world.close());

		async function seen(sent: Promise<{ id: string }>): Promise<DisplayedMessage> {
			const { id } = await sent;
			return world.bob.nextMessage({ where: (message) => message.id === id });
		}

		/** What a phone shows once everything sent so far has arrived. */
		async function settled(id: string, phone = world.bob): Promise<DisplayedMessage | undefined> {
			await seen(world.anna.sendText(to, 'that is all'));
			const all = [...phone.messages(), ...phone.messages({ direction: 'out' })];
			return all.find((message) => message.id === id);
		}

		const onBothScreens = async (id: string) => [await settled(id), await settled(id, world.anna)];

		test('a location, a card and a poll are shown whole, on both screens', async () => {
			const location = await seen(world.anna.sendLocation(to, PLACE));
			const card = await seen(world.anna.sendContacts(to, [CARD]));
			const poll = await seen(world.anna.sendPoll(to, POLL));
			expect(await onBothScreens(location.id)).toMatchObject(
				Array(2).fill({ kind: 'location', location: PLACE }),
			);
			expect(await onBothScreens(card.id)).toMatchObject(
				Array(2).fill({ kind: 'contact', contacts: [CARD] }),
			);
			expect(await onBothScreens(poll.id)).toMatchObject(
				Array(2).fill({ kind: 'poll', poll: POLL }),
			);
		});

		test('several cards come in one message', async () => {
			const cards = [CARD, { ...CARD, name: 'Carol at work' }];
			expect(await seen(world.anna.sendContacts(to, cards))).toMatchObject({ contacts: cards });
		});

		test('somebody named is shown by name', async () => {
			const words = `ask @${CAROL.slice(1)}`;
			const message = await seen(world.anna.sendText(to, words, { mentions: [CAROL] }));
			const user = (jid: string) => jid.split('@')[0] ?? '';
			const named = where.includes('LID') ? user(carol.lid) : CAROL.slice(1);
			expect(message).toMatchObject({ mentions: [CAROL], text: `ask @${named}` });
		});

		test('an answer of any kind quotes its message', async () => {
			const { id } = await seen(world.anna.sendText(to, 'where?'));
			const answer = await seen(world.anna.sendLocation(to, PLACE, { replyTo: id }));
			expect(answer).toMatchObject({
				replyTo: id,
				quoted: { from: ANNA, chat: null, text: 'where?' },
			});
		});

		test('a text changes on both screens', async () => {
			const { id } = await seen(world.anna.sendText(to, 'frist'));
			await world.anna.edit(to, id, 'first');
			expect(await onBothScreens(id)).toMatchObject(Array(2).fill({ text: 'first', edited: true }));
		});

		test('a caption changes and its file stays', async () => {
			const file = { data: Buffer.from('x'), mimeType: 'text/plain', caption: 'befor' };
			const { id } = await seen(world.anna.sendAttachment(to, file));
			await world.anna.edit(to, id, 'after');
			expect(await settled(id)).toMatchObject({
				edited: true,
				attachment: { caption: 'after', size: 1, problem: null },
			});
		});

		test('a message taken back is gone on both screens', async () => {
			const { id } = await seen(world.anna.sendText(to, 'oops'));
			await world.anna.delete(to, id);
			expect(await onBothScreens(id)).toMatchObject(Array(2).fill({ text: null, deleted: true }));
		});

		test('a message of somebody else cannot be changed', async () => {
			const { id } = await seen(world.anna.sendText(to, 'mine'));
			const back = where.endsWith('group') ? to : ANNA;
			await expect(world.bob.edit(back, id, 'yours')).rejects.toMatchObject({
				code: 'INVALID_REQUEST',
			});
		});

		test('a voice note says how long and how loud it is, and that it was played', async () => {
			const waveform = Array.from({ length: 64 }, (_, index) => index);
			const note = { data: Buffer.from('x'), mimeType: 'audio/ogg', kind: 'voice-note' } as const;
			const { id, attachment } = await seen(
				world.anna.sendAttachment(to, { ...note, seconds: 3, waveform }),
			);
			expect(attachment).toMatchObject({ seconds: 3, waveform });
			await world.bob.playVoiceNote(id);
			expect(await settled(id, world.anna)).toMatchObject({ read: true });
		});
	},
);

describe('what a client gets from a phone', () => {
	let world: TestWorld;
	let client: BaileysClient;

	beforeAll(async () => {
		world = await TestWorld.start();
		client = await world.linkedClient();
	});
	afterAll(() => world.close());

	const fromBob = (id: string) => client.message(({ key }) => key.id === id && !key.fromMe);

	test('is a poll with its secret', async () => {
		const { id } = await world.bob.sendPoll(ANNA, POLL);
		const { message } = await fromBob(id);
		expect(message?.pollCreationMessageV3).toMatchObject({ name: 'When?' });
		expect(message?.messageContextInfo?.messageSecret).toHaveLength(32);
	});

	test('is an edit that names its message', async () => {
		const { id } = await world.bob.sendText(ANNA, 'frist');
		const edit = await world.bob.edit(ANNA, id, 'first');
		const stanza = () =>
			world.sandbox.stanzas().find(({ stanza: { attrs } }) => attrs['id'] === edit.id)?.stanza;
		await world.stanzas((entry) => entry.stanza.attrs['id'] === edit.id, 1);
		expect(stanza()?.attrs['edit']).toBe('1');
	});

	test('is "played" for a voice note', async () => {
		const sent = await client.socket.relayMessage(
			BOB_JID,
			{ audioMessage: { ptt: true, seconds: 1 } },
			{},
		);
		const { id } = await world.bob.nextMessage();
		await world.bob.playVoiceNote(id);
		expect(await client.status(sent, 5)).toBe(5);
	});

	test('a voice note nobody received cannot be played', async () => {
		await expect(world.bob.playVoiceNote('none')).rejects.toMatchObject({
			code: 'MESSAGE_NOT_FOUND',
		});
	});
});

describe('a number that may not write to new people', () => {
	const IN_AN_HOUR = new Date(Date.now() + 3_600_000);

	test('reaches those it knows, and nobody else', async () => {
		await using world = await TestWorld.start();
		const carol = await world.sandbox.addPhone({ phoneNumber: CAROL });
		const client = await world.linkedClient();
		await world.bob.sendText(ANNA, 'hi');
		world.anna.restrict({ until: IN_AN_HOUR });
		const refused = await client.socket.sendMessage(carol.lid, { text: 'who are you?' });
		await client.socket.sendMessage(BOB_JID, { text: 'hello' });
		await client.status(refused?.key.id ?? '', 0);
		expect(client.ackErrors.get(refused?.key.id ?? '')).toBe('463');
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'hello' });
		expect(carol.messages()).toEqual([]);
	});

	test('cannot do so on the phone either', async () => {
		await using world = await TestWorld.start();
		world.anna.restrict({ until: null });
		await expect(world.anna.sendText(BOB, 'hi')).rejects.toMatchObject({
			code: 'ACCOUNT_RESTRICTED',
		});
	});

	test('may again when the time is over', async () => {
		await using world = await TestWorld.start();
		world.anna.restrict({ until: new Date(Date.now() - 1) });
		await world.anna.sendText(BOB, 'hi');
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'hi' });
	});

	test('is told so when its client asks', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		world.anna.restrict({ until: IN_AN_HOUR });
		const lock = await client.socket.fetchAccountReachoutTimelock();
		expect(lock.isActive).toBe(true);
		expect(lock.timeEnforcementEnds?.getTime()).toBe(
			Math.floor(IN_AN_HOUR.getTime() / 1000) * 1000,
		);
	});
});
