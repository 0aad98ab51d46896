import { expect, test } from '@jest/globals';
import { downloadMediaMessage, type ParticipantAction } from '@whiskeysockets/baileys';
import type { ConformanceWorld } from '../conformance-world.js';
import type { Person } from '../person.js';

export function groupStories(world: () => ConformanceWorld): void {
	/** Waits until a client has been told of a change of members. */
	const told = ({ client }: Person, group: string, action: ParticipantAction, about: Person) =>
		client.events.first('group-participants.update', (change) => {
			const names = change.participants.some(({ id }) => id === world().member(about));
			return (change.id === group && change.action === action && names) || undefined;
		});

	const change = (actor: Person, group: string, action: ParticipantAction, about: Person) =>
		actor.socket.groupParticipantsUpdate(group, [world().member(about)], action);

	const roles = async ({ socket }: Person, group: string) =>
		Object.fromEntries(
			(await socket.groupMetadata(group)).participants.map(({ id, admin }) => [id, admin ?? null]),
		);

	test('a group is created, and everybody in it writes', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Team');
		for (const writer of [anna, bob, carol]) {
			const text = `${writer.name} to the team`;
			await writer.send(group, { text });
			for (const reader of [anna, bob, carol].filter((each) => each !== writer)) {
				expect(await reader.sees(text)).toMatchObject({
					key: { remoteJid: group, participant: world().member(writer), fromMe: false },
					pushName: writer.name,
				});
			}
		}
	});

	test('all members see the same metadata', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Facts');
		const seen = await Promise.all(
			[anna, bob, carol].map((each) => each.socket.groupMetadata(group)),
		);
		expect(seen[0]).toMatchObject({
			subject: 'Facts',
			size: 3,
			addressingMode: world().mode,
			owner: world().member(anna),
		});
		expect(seen.slice(1)).toEqual([seen[0], seen[0]]);
	});

	test('somebody who is added is in the metadata and receives from then on', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Growing', [bob]);
		await anna.send(group, { text: 'before Carol' });
		await bob.sees('before Carol');
		const [outcome] = await change(anna, group, 'add', carol);
		await world().joined(carol, group);
		await told(bob, group, 'add', carol);
		await anna.send(group, { text: 'after Carol came' });
		await bob.send(group, { text: 'welcome, Carol' });
		await carol.sees('after Carol came');
		await carol.sees('welcome, Carol');
		await carol.send(group, { text: 'thanks, all' });
		await Promise.all([anna, bob].map((each) => each.sees('thanks, all')));
		expect(outcome?.status).toBe('200');
		expect(Object.keys(await roles(bob, group))).toContain(world().member(carol));
		expect(carol.inChat(group)).toHaveLength(2);
	});

	test('somebody who is removed hears of it, and neither receives nor writes any more', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Shrinking');
		await anna.send(group, { text: 'all here' });
		await carol.sees('all here');
		await change(anna, group, 'remove', carol);
		await Promise.all([bob, carol].map((each) => told(each, group, 'remove', carol)));
		await anna.send(group, { text: 'without Carol' });
		await bob.sees('without Carol');
		await expect(carol.send(group, { text: 'let me in' })).rejects.toThrow('forbidden');
		await anna.send(carol.jid, { text: 'sorry, Carol' });
		await carol.sees('sorry, Carol');
		expect(carol.inChat(group)).toHaveLength(1);
	});

	test('somebody is made an admin and a plain member again', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Ranks');
		await change(anna, group, 'promote', bob);
		await told(carol, group, 'promote', bob);
		const promoted = await roles(carol, group);
		await change(anna, group, 'demote', bob);
		await told(carol, group, 'demote', bob);
		const demoted = await roles(carol, group);
		await bob.send(group, { text: 'as I was' });
		await carol.sees('as I was');
		expect([promoted, demoted].map((each) => each[world().member(bob)])).toEqual(['admin', null]);
	});

	test('only admins change who is in it', async () => {
		const { bob, carol } = world();
		const group = await world().group('Order');
		await expect(change(bob, group, 'remove', carol)).rejects.toThrow('forbidden');
	});

	test.each(['subject', 'desc'] as const)('a new %s reaches the others', async (field) => {
		const { anna, bob } = world();
		const { socket } = anna;
		const group = await world().group(`Old ${field}`, [bob]);
		if (field === 'subject') await socket.groupUpdateSubject(group, 'New subject');
		else await socket.groupUpdateDescription(group, 'New desc');
		const update = await bob.client.events.first(
			'groups.update',
			(updates) => updates.find((each) => each.id === group && each[field])?.[field],
		);
		expect(update).toBe(`New ${field}`);
	});

	test('somebody joins by an invite and writes', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('By invite', [bob]);
		const code = (await anna.socket.groupInviteCode(group)) ?? '';
		expect((await carol.socket.groupGetInviteInfo(code)).subject).toBe('By invite');
		await carol.socket.groupAcceptInvite(code);
		await world().joined(carol, group);
		await carol.send(group, { text: 'I was invited' });
		await Promise.all([anna, bob].map((each) => each.sees('I was invited')));
	});

	test('somebody leaves, and the others hear of it and write on', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Leaving');
		await carol.socket.groupLeave(group);
		await told(bob, group, 'remove', carol);
		await anna.send(group, { text: 'Carol has left' });
		await bob.sees('Carol has left');
		expect(Object.keys(await roles(bob, group))).not.toContain(world().member(carol));
	});

	test('an answer, a reaction and a name are understood by all', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Talk');
		const question = await anna.send(group, { text: 'who comes?' });
		const quoted = await bob.gets(question);
		await bob.send(group, { text: 'we do', mentions: [world().member(carol)] }, { quoted });
		await carol.send(group, { react: { text: '🎉', key: (await carol.gets(question)).key } });
		const { message } = await carol.sees('we do');
		const { reaction } = await anna.client.events.first('messages.reaction', (reactions) =>
			reactions.find(({ key }) => key.id === question.key.id),
		);
		expect(message?.extendedTextMessage?.contextInfo).toMatchObject({
			stanzaId: question.key.id,
			participant: world().member(anna),
			mentionedJid: [world().member(carol)],
		});
		expect(reaction.text).toBe('🎉');
	});

	test('an edit and a deletion reach all', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Second thoughts');
		const [first, second] = [
			await anna.send(group, { text: 'frist here' }),
			await anna.send(group, { text: 'oops here' }),
		];
		await anna.send(group, { text: 'first here', edit: first.key });
		await anna.send(group, { delete: second.key });
		for (const { client } of [bob, carol]) {
			const changed = (id: string | null | undefined) =>
				client.events.first(
					'messages.update',
					(updates) =>
						updates.find(({ key, update }) => key.id === id && update.message !== undefined)
							?.update,
				);
			const { message } = await changed(first.key.id);
			expect(message?.editedMessage?.message?.extendedTextMessage?.text).toBe('first here');
			expect((await changed(second.key.id)).message).toBeNull();
		}
	});

	test('each member says that a message arrived and that it was read', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Readers');
		const sent = await anna.send(group, { text: 'who reads?' });
		const got = await bob.gets(sent);
		await carol.gets(sent);
		for (const reader of [bob, carol]) await anna.receipt(sent, world().member(reader), false);
		await bob.socket.readMessages([got.key]);
		expect(await anna.receipt(sent, world().member(bob), true)).toBe(true);
	});

	test('a document reaches all with the same bytes', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Papers');
		const document = Buffer.from('for all of us');
		const sent = await anna.send(group, { document, mimetype: 'text/plain', fileName: 'all.txt' });
		for (const member of [bob, carol]) {
			const got = await member.gets(sent);
			expect(await downloadMediaMessage(got, 'buffer', {})).toEqual(document);
		}
	});

	test('everybody writes at once, and nothing is lost or doubled', async () => {
		const { anna, bob, carol } = world();
		const people = [anna, bob, carol];
		const group = await world().group('Crowd');
		const numbers = Array.from({ length: 5 }, (_, number) => number);
		const textOf = ({ name }: Person, number: number) => `${name} ${number} in the crowd`;
		await Promise.all(
			people.flatMap((each) => numbers.map((n) => each.send(group, { text: textOf(each, n) }))),
		);
		for (const reader of people) {
			for (const writer of people.filter((each) => each !== reader)) {
				for (const n of numbers) await reader.sees(textOf(writer, n));
			}
			expect(reader.inChat(group)).toHaveLength(10);
		}
	});
}
