import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import sharp from 'sharp';
import { CAROL, GroupWorld } from './group-world.js';
import { ANNA, BOB } from './world.js';

const trusted = getCACertificates('default');

function idOf(sent: { key: { id?: string | null } } | undefined): string {
	return sent?.key.id ?? '';
}

describe.each(['lid', 'pn'] as const)('groups in %s mode', (mode) => {
	afterEach(() => setDefaultCACertificates(trusted));

	test('a client creates a group, and all members hear of it', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, annaSees, bobSees, carol, sandbox } = world;
		const people = [world.jid(world.world.bob), world.jid(carol)];
		const created = await annaClient.socket.groupCreate('Team', people);
		await annaSees.inGroup(created.id);
		await bobSees.inGroup(created.id);
		expect(created).toMatchObject({
			subject: 'Team',
			addressingMode: mode,
			size: 3,
			owner: world.jid(world.world.anna),
		});
		expect(sandbox.group(created.id)?.members).toEqual([
			{ phoneNumber: ANNA, role: 'superadmin' },
			{ phoneNumber: BOB, role: 'member' },
			{ phoneNumber: CAROL, role: 'member' },
		]);
		expect(world.trouble()).toEqual([]);
	});

	test('metadata names each member by both jids, also after one was added', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, annaSees, bobSees, carol } = world;
		const group = await world.group([ANNA, CAROL]);
		const { bob } = world.world;
		const answer = await annaClient.socket.groupParticipantsUpdate(
			group.id,
			[world.jid(bob)],
			'add',
		);
		await bobSees.inGroup(group.id);
		await annaSees.change('add', world.jid(bob));
		const { participants } = await annaClient.socket.groupMetadata(group.id);
		expect(answer.map(({ status }) => status)).toEqual(['200']);
		expect(participants.map(({ id }) => id)).toEqual(
			[world.world.anna, carol, bob].map((phone) => world.jid(phone)),
		);
		const other =
			mode === 'lid' ? { phoneNumber: '491700000002@s.whatsapp.net' } : { lid: bob.lid };
		expect(participants[2]).toMatchObject(other);
		expect(Object.keys(await annaClient.socket.groupFetchAllParticipating())).toEqual([group.id]);
	});

	test('texts go from clients to phones and clients', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		for (const text of ['one', 'two', 'three']) {
			await annaClient.socket.sendMessage(group.id, { text });
		}
		const seen = await bobClient.messageWithText('three');
		await bobClient.socket.sendMessage(group.id, { text: 'four' });
		await annaClient.messageWithText('four');
		await carol.nextMessage({ where: ({ text }) => text === 'four' });
		expect(seen).toMatchObject({ key: { remoteJid: group.id, fromMe: false }, pushName: 'Anna' });
		expect(carol.messages()).toMatchObject([
			{ text: 'one', chat: group.id, from: ANNA, copies: 1 },
			{ text: 'two', chat: group.id, from: ANNA, copies: 1 },
			{ text: 'three', chat: group.id, from: ANNA, copies: 1 },
			{ text: 'four', chat: group.id, from: BOB, copies: 1 },
		]);
		expect(world.trouble()).toEqual([]);
	});

	test('texts go from a phone to clients and phones, replies included', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		await carol.sendText(group, 'first');
		const { id } = await carol.sendText(group.id, 'second');
		const [first, second] = [
			await annaClient.messageWithText('first'),
			await bobClient.messageWithText('second'),
		];
		await annaClient.socket.sendMessage(group.id, { text: 'answer' }, { quoted: first });
		const answer = await carol.nextMessage({ where: ({ text }) => text === 'answer' });
		await carol.sendText(group, 'thanks', { replyTo: answer.id });
		const thanks = await bobClient.messageWithText('thanks');
		expect(second.key).toMatchObject({ id, remoteJid: group.id, participant: world.jid(carol) });
		expect(answer.replyTo).toBe(first.key.id);
		expect(thanks.message?.extendedTextMessage?.contextInfo).toMatchObject({
			stanzaId: answer.id,
			participant: world.jid(world.world.anna),
		});
		expect(world.trouble()).toEqual([]);
	});

	test('what an owner types on the phone appears at the own client as its own', async () => {
		await using world = await GroupWorld.start(mode);
		const group = await world.group();
		await world.world.anna.sendText(group, 'typed');
		const own = await world.annaClient.messageWithText('typed');
		await world.annaClient.socket.sendMessage(group.id, { text: 'sent' });
		const shown = await world.world.anna.nextMessage({
			direction: 'out',
			where: ({ text }) => text === 'sent',
		});
		expect(own.key).toMatchObject({ remoteJid: group.id, fromMe: true });
		expect(shown).toMatchObject({ chat: group.id, from: ANNA });
		expect(world.trouble()).toEqual([]);
	});

	test('somebody who was added receives from then on', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, bobSees, carol } = world;
		const group = await world.group([ANNA, CAROL]);
		await annaClient.socket.sendMessage(group.id, { text: 'before' });
		await carol.nextMessage();
		await carol.sendText(group, 'before, too');
		await group.add(BOB);
		await bobSees.inGroup(group.id);
		await annaClient.socket.sendMessage(group.id, { text: 'after' });
		await carol.sendText(group, 'after, too');
		await bobClient.messageWithText('after');
		await bobClient.messageWithText('after, too');
		const texts = bobClient.messages.flatMap(({ message }) => message?.conversation ?? []);
		const long = bobClient.messages.flatMap(
			({ message }) => message?.extendedTextMessage?.text ?? [],
		);
		expect([...texts, ...long].filter((text) => text.startsWith('before'))).toEqual([]);
		expect(world.trouble()).toEqual([]);
	});

	test('somebody who was removed hears of it and receives no more', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, annaSees, bobClient, bobSees, carol } = world;
		const { bob } = world.world;
		const group = await world.group();
		await carol.sendText(group, 'still here');
		await bobClient.messageWithText('still here');
		await annaClient.socket.groupParticipantsUpdate(group.id, [world.jid(bob)], 'remove');
		await annaSees.change('remove', world.jid(bob));
		await bobSees.change('remove', world.jid(bob));
		await annaClient.socket.sendMessage(group.id, { text: 'without Bob' });
		await carol.nextMessage({ where: (each) => each.text === 'without Bob' });
		await carol.sendText(group, 'good');
		await annaClient.messageWithText('good');
		expect(bob.messages().map((each) => each.text)).toEqual(['still here']);
		expect(
			bobClient.messages.filter(({ key }) => key.participant === world.jid(carol)),
		).toHaveLength(1);
		expect(world.trouble()).toEqual([]);
	});

	test('somebody who was removed is refused, as a client and as a phone', async () => {
		await using world = await GroupWorld.start(mode);
		const { bobClient, bobSees } = world;
		const { bob } = world.world;
		const group = await world.group();
		await group.remove(bob);
		await bobSees.change('remove', world.jid(bob));
		const text = { text: 'let me in' };
		await expect(bobClient.socket.sendMessage(group.id, text)).rejects.toThrow('forbidden');
		await expect(bob.sendText(group, 'me too')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
		expect(world.carol.messages()).toEqual([]);
	});

	test('a message with old metadata of a removed member gets ack error 403', async () => {
		await using world = await GroupWorld.start(mode);
		const { bobClient, bobSees } = world;
		const { bob } = world.world;
		const group = await world.group();
		const metadata = await bobClient.socket.groupMetadata(group.id);
		await group.remove(BOB);
		await bobSees.change('remove', world.jid(bob));
		const stale = await world.world.reconnected(bobClient, {
			config: { cachedGroupMetadata: async () => metadata },
		});
		const sent = await stale.socket.sendMessage(group.id, { text: 'still me?' });
		await stale.status(idOf(sent), 0);
		expect(stale.ackErrors.get(idOf(sent))).toBe('403');
	});

	test('members are promoted and demoted, and only admins may remove', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, bobSees, carol } = world;
		const [bob, third] = [world.jid(world.world.bob), world.jid(carol)];
		const group = await world.group();
		const remove = () => bobClient.socket.groupParticipantsUpdate(group.id, [third], 'remove');
		await expect(remove()).rejects.toThrow('forbidden');
		await annaClient.socket.groupParticipantsUpdate(group.id, [bob], 'promote');
		await bobSees.change('promote', bob);
		expect(group.members[1]).toEqual({ phoneNumber: BOB, role: 'admin' });
		await annaClient.socket.groupParticipantsUpdate(group.id, [bob], 'demote');
		await bobSees.change('demote', bob);
		expect(group.members[1]).toEqual({ phoneNumber: BOB, role: 'member' });
		await bobClient.socket.sendMessage(group.id, { text: 'fine' });
		expect(await carol.nextMessage()).toMatchObject({ text: 'fine', from: BOB });
	});

	test('each member says that a message arrived, and when it was read', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, annaSees, carol } = world;
		const { bob } = world.world;
		const group = await world.group();
		const id = idOf(await annaClient.socket.sendMessage(group.id, { text: 'who reads?' }));
		await carol.nextMessage();
		await annaSees.receipt(id, world.jid(carol));
		await annaSees.receipt(id, world.jid(bob));
		await carol.read(group);
		await annaSees.receipt(id, world.jid(carol), true);
		const readers = annaSees.receipts.filter((each) => each.id === id && each.read);
		expect(readers.some(({ reader }) => reader === world.jid(bob))).toBe(false);
		expect(carol.messages()).toMatchObject([{ read: true }]);
	});

	test('a client reads what a phone wrote', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, carol } = world;
		const group = await world.group([ANNA, CAROL]);
		await carol.sendText(group, 'read me');
		const { key } = await annaClient.messageWithText('read me');
		await annaClient.socket.readMessages([key]);
		await annaClient.socket.sendMessage(group.id, { text: 'end' });
		await carol.nextMessage();
		expect(carol.messages({ direction: 'out' })).toMatchObject([{ delivered: true, read: true }]);
		expect(world.world.anna.messages()).toMatchObject([{ text: 'read me', read: true }]);
	});

	test('a picture reaches phones and clients with the same bytes, both ways', async () => {
		await using world = await GroupWorld.start(mode);
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
		const create = { width: 60, height: 40, channels: 3, background: 'navy' } as const;
		const data = await sharp({ create }).png().toBuffer();
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		await annaClient.socket.sendMessage(group.id, { image: data, mimetype: 'image/png' });
		const shown = await carol.nextMessage();
		const answer = await carol.sendAttachment(group, { data, mimeType: 'image/png' });
		const received = await bobClient.message(({ key }) => key.id === answer.id);
		expect(carol.attachmentBytes(shown.id)).toEqual(data);
		expect(await downloadMediaMessage(received, 'buffer', {})).toEqual(data);
		expect(world.trouble()).toEqual([]);
	});

	test('reactions go both ways', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		const { id } = await carol.sendText(group, 'nice?');
		const { key } = await annaClient.messageWithText('nice?');
		await annaClient.socket.sendMessage(group.id, { react: { text: '👍', key } });
		const reaction = await carol.nextMessage();
		const sent = await bobClient.socket.sendMessage(group.id, { text: 'and this?' });
		await carol.nextMessage();
		await carol.react(group, idOf(sent), '🎉');
		const seen = await annaClient.message(({ message }) => message?.reactionMessage?.text === '🎉');
		expect(reaction).toMatchObject({ kind: 'reaction', text: '👍', replyTo: id, chat: group.id });
		expect(seen.message?.reactionMessage?.key).toMatchObject({
			id: idOf(sent),
			remoteJid: group.id,
			participant: world.jid(world.world.bob),
		});
		expect(world.trouble()).toEqual([]);
	});

	test('an edited and a deleted message change in place', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, carol } = world;
		const group = await world.group();
		const first = await annaClient.socket.sendMessage(group.id, { text: 'frist' });
		const second = await annaClient.socket.sendMessage(group.id, { text: 'oops' });
		if (!first || !second) throw new Error('Baileys returned no message.');
		await annaClient.socket.sendMessage(group.id, { text: 'first', edit: first.key });
		await annaClient.socket.sendMessage(group.id, { delete: second.key });
		await annaClient.socket.sendMessage(group.id, { text: 'end' });
		await carol.nextMessage({ where: ({ text }) => text === 'end' });
		expect(carol.messages()).toMatchObject([
			{ text: 'first', edited: true },
			{ text: null, deleted: true },
			{ text: 'end' },
		]);
	});

	test('an admin deletes what somebody else wrote, a plain member cannot', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		for (const text of ['stays', 'goes']) await carol.sendText(group, text);
		const { key: stays } = await bobClient.messageWithText('stays');
		const { key: goes } = await annaClient.messageWithText('goes');
		await bobClient.socket.sendMessage(group.id, { delete: stays });
		await annaClient.socket.sendMessage(group.id, { delete: goes });
		for (const client of [annaClient, bobClient]) {
			await client.socket.sendMessage(group.id, { text: 'end' });
			await carol.nextMessage({ where: ({ text }) => text === 'end' });
		}
		expect(carol.messages({ direction: 'out' })).toMatchObject([
			{ text: 'stays', deleted: false },
			{ text: null, deleted: true },
		]);
	});

	test('a member that could not open a message gets it again', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		const fault = world.sandbox.faults.add({
			match: { tag: 'message', direction: 'out' },
			action: 'corrupt',
			times: 2,
		});
		await carol.sendText(group, 'garbled');
		await annaClient.messageWithText('garbled');
		await bobClient.messageWithText('garbled');
		expect(fault.hits).toBe(2);
	});

	test('a phone that could not open a message gets it again, and shows it once', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'in' },
			action: 'corrupt',
			times: 1,
		});
		await annaClient.socket.sendMessage(group.id, { text: 'garbled' });
		expect(await carol.nextMessage()).toMatchObject({ text: 'garbled', from: ANNA });
		await bobClient.messageWithText('garbled');
		await annaClient.socket.sendMessage(group.id, { text: 'clear' });
		await carol.nextMessage();
		expect(carol.messages().map(({ text }) => text)).toEqual(['garbled', 'clear']);
	});

	test('messages and changes while a client was away arrive at its next login, in order', async () => {
		await using world = await GroupWorld.start(mode);
		const { bobClient, carol } = world;
		const group = await world.group();
		await carol.sendText(group, 'hello');
		await bobClient.messageWithText('hello');
		await bobClient.close();
		for (const text of ['one', 'two']) await carol.sendText(group, text);
		await group.setSubject('Close friends');
		await world.annaClient.socket.sendMessage(group.id, { text: 'three' });
		await world.world.bob.nextMessage({ where: ({ text }) => text === 'three' });
		const after = await world.world.reconnected(bobClient);
		await after.messageWithText('three');
		const { subject } = await after.socket.groupMetadata(group.id);
		const texts = after.messages.flatMap(
			({ message }) => message?.conversation ?? message?.extendedTextMessage?.text ?? [],
		);
		expect(texts).toEqual(['one', 'two', 'three']);
		expect(subject).toBe('Close friends');
		expect(world.trouble()).toEqual([]);
	});

	test('settings change, and invites let people in', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, annaSees, bobClient, bobSees } = world;
		const group = await world.group([ANNA, CAROL]);
		const { socket } = annaClient;
		await socket.groupUpdateSubject(group.id, 'Renamed');
		await annaSees.subject('Renamed');
		await socket.groupUpdateDescription(group.id, 'What we do');
		await socket.groupSettingUpdate(group.id, 'announcement');
		await socket.groupSettingUpdate(group.id, 'locked');
		await socket.groupToggleEphemeral(group.id, 86_400);
		const code = (await socket.groupInviteCode(group.id)) ?? '';
		const info = await bobClient.socket.groupGetInviteInfo(code);
		const joined = await bobClient.socket.groupAcceptInvite(code);
		await bobSees.inGroup(group.id);
		const renewed = await socket.groupRevokeInvite(group.id);
		const stale = bobClient.socket.groupGetInviteInfo(code);
		await expect(stale).rejects.toThrow('not-acceptable');
		expect([info.subject, joined, renewed === code]).toEqual(['Renamed', group.id, false]);
		expect(await bobClient.socket.groupMetadata(group.id)).toMatchObject({
			desc: 'What we do',
			announce: true,
			restrict: true,
			ephemeralDuration: 86_400,
			size: 3,
		});
		await expect(world.carol.sendText(group, 'hush')).rejects.toMatchObject({
			code: 'ONLY_ADMINS_WRITE',
		});
		expect(world.trouble()).toEqual([]);
	});

	test('when the last admin leaves, the oldest member becomes one', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobSees } = world;
		const group = await world.group();
		await annaClient.socket.groupLeave(group.id);
		await bobSees.change('promote', world.jid(world.world.bob));
		expect(group.members).toEqual([
			{ phoneNumber: BOB, role: 'admin' },
			{ phoneNumber: CAROL, role: 'member' },
		]);
	});

	test('a device linked later receives from then on, and the sender keys with it', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		await annaClient.socket.sendMessage(group.id, { text: 'early' });
		await bobClient.messageWithText('early');
		await carol.sendText(group, 'early, too');
		await annaClient.messageWithText('early, too');
		const carolClient = await world.world.linkedClient(carol);
		await world.world.stanzas(
			({ stanza, phoneNumber }) => stanza.attrs['type'] === 'devices' && phoneNumber === ANNA,
			1,
		);
		await annaClient.socket.sendMessage(group.id, { text: 'late' });
		await carolClient.messageWithText('late');
		await carol.sendText(group, 'late, too');
		const own = await carolClient.messageWithText('late, too');
		expect(own.key).toMatchObject({ remoteJid: group.id, fromMe: true });
		expect(world.trouble()).toEqual([]);
	});

	test('everybody writing at once loses nothing and doubles nothing', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		const numbers = Array.from({ length: 10 }, (_each, index) => index);
		await Promise.all([
			...numbers.map((n) => annaClient.socket.sendMessage(group.id, { text: `anna ${n}` })),
			...numbers.map((n) => bobClient.socket.sendMessage(group.id, { text: `bob ${n}` })),
			...numbers.map((n) => carol.sendText(group, `carol ${n}`)),
		]);
		for (const n of numbers) {
			await annaClient.messageWithText(`bob ${n}`);
			await annaClient.messageWithText(`carol ${n}`);
			await bobClient.messageWithText(`anna ${n}`);
			await bobClient.messageWithText(`carol ${n}`);
			await carol.nextMessage({ where: ({ text }) => text === `anna ${n}` });
			await carol.nextMessage({ where: ({ text }) => text === `bob ${n}` });
		}
		expect(carol.messages().filter(({ copies }) => copies === 1)).toHaveLength(20);
		expect(world.trouble()).toEqual([]);
	});

	test('a chat read at one client is read at the other client of the same phone', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, carol } = world;
		const second = await world.world.linkedClient();
		const group = await world.group();
		await carol.sendText(group, 'read me');
		const { key } = await annaClient.messageWithText('read me');
		await second.messageWithText('read me');
		await annaClient.socket.readMessages([key]);
		const told = await new Promise<string>((resolve) => {
			second.socket.ev.on('message-receipt.update', (updates) => {
				for (const {
					key: { id, fromMe },
				} of updates)
					if (!fromMe) resolve(id ?? '');
			});
		});
		expect(told).toBe(key.id);
	});

	test('typing is shown to the other members', async () => {
		await using world = await GroupWorld.start(mode);
		const group = await world.group();
		const typing = new Promise<string[]>((resolve) => {
			world.annaClient.socket.ev.on('presence.update', ({ id, presences }) => {
				if (id === group.id) resolve(Object.keys(presences));
			});
		});
		await world.carol.typing(group);
		expect(await typing).toEqual([world.jid(world.carol)]);
	});
});
