import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, GroupWorld, shownIn, type GroupWatch } from './group-world.js';
import { ANNA, BOB } from './world.js';

describe.each(['lid', 'pn'] as const)('groups in %s mode', (mode) => {
	let world: GroupWorld;
	let anna: Phone;
	let bob: Phone;
	let carol: Phone;
	let annaClient: BaileysClient;
	let bobClient: BaileysClient;
	let annaSees: GroupWatch;
	let bobSees: GroupWatch;

	beforeAll(async () => {
		world = await GroupWorld.start(mode);
		({ carol, annaClient, bobClient, annaSees, bobSees } = world);
		({ anna, bob } = world.world);
	});
	afterAll(() => world.world.close());

	test('a client creates a group, and all members hear of it', async () => {
		const people = [world.jid(bob), world.jid(carol)];
		const created = await annaClient.socket.groupCreate('Team', people);
		await annaSees.inGroup(created.id);
		await bobSees.inGroup(created.id);
		expect(created).toMatchObject({
			subject: 'Team',
			addressingMode: mode,
			size: 3,
			owner: world.jid(anna),
		});
		expect(world.sandbox.group(created.id)?.members).toEqual([
			{ phoneNumber: ANNA, role: 'superadmin' },
			{ phoneNumber: BOB, role: 'member' },
			{ phoneNumber: CAROL, role: 'member' },
		]);
	});

	test('metadata names each member by both jids, also after one was added', async () => {
		const group = await world.group([ANNA, CAROL]);
		const added = await annaClient.socket.groupParticipantsUpdate(
			group.id,
			[world.jid(bob)],
			'add',
		);
		await bobSees.inGroup(group.id);
		await annaSees.change('add', world.jid(bob), group);
		const { participants } = await annaClient.socket.groupMetadata(group.id);
		expect(added.map(({ status }) => status)).toEqual(['200']);
		expect(participants.map(({ id }) => id)).toEqual(
			[anna, carol, bob].map((phone) => world.jid(phone)),
		);
		const other =
			mode === 'lid' ? { phoneNumber: '491700000002@s.whatsapp.net' } : { lid: bob.lid };
		expect(participants[2]).toMatchObject(other);
		expect(Object.keys(await annaClient.socket.groupFetchAllParticipating())).toContain(group.id);
	});

	test('somebody who was added receives from then on', async () => {
		const group = await world.group([ANNA, CAROL]);
		await annaClient.socket.sendMessage(group.id, { text: 'before' });
		await shownIn(group, carol);
		await carol.sendText(group, 'before, too');
		await group.add(BOB);
		await bobSees.inGroup(group.id);
		await annaClient.socket.sendMessage(group.id, { text: 'after' });
		await carol.sendText(group, 'after, too');
		await bobClient.messageWithText('after');
		await bobClient.messageWithText('after, too');
		const seen = bob.messages({ chat: group.id }).map(({ text }) => text);
		expect(seen.toSorted()).toEqual(['after', 'after, too']);
	});

	test('somebody who was removed hears of it and receives no more', async () => {
		const group = await world.group();
		await carol.sendText(group, 'still here');
		await bobClient.messageWithText('still here');
		await annaClient.socket.groupParticipantsUpdate(group.id, [world.jid(bob)], 'remove');
		await annaSees.change('remove', world.jid(bob), group);
		await bobSees.change('remove', world.jid(bob), group);
		await carol.sendText(group, 'without Bob');
		await annaClient.messageWithText('without Bob');
		expect(bob.messages({ chat: group.id }).map(({ text }) => text)).toEqual(['still here']);
	});

	test('somebody who was removed cannot write on the phone either', async () => {
		const group = await world.group();
		await group.remove(bob);
		await bobSees.change('remove', world.jid(bob), group);
		await expect(bob.sendText(group, 'me too')).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
		expect(carol.messages({ chat: group.id })).toEqual([]);
	});

	test('members are promoted and demoted', async () => {
		const group = await world.group();
		const change = (action: 'promote' | 'demote') =>
			annaClient.socket.groupParticipantsUpdate(group.id, [world.jid(bob)], action);
		await change('promote');
		await bobSees.change('promote', world.jid(bob), group);
		expect(group.members[1]).toEqual({ phoneNumber: BOB, role: 'admin' });
		await change('demote');
		await bobSees.change('demote', world.jid(bob), group);
		expect(group.members[1]).toEqual({ phoneNumber: BOB, role: 'member' });
	});

	test('only admins may remove', async () => {
		const group = await world.group();
		const removed = bobClient.socket.groupParticipantsUpdate(
			group.id,
			[world.jid(carol)],
			'remove',
		);
		await expect(removed).rejects.toThrow('forbidden');
	});

	test('settings change, and invites let people in', async () => {
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
		await expect(stale).rejects.toThrow('gone');
		expect([info.subject, joined, renewed === code]).toEqual(['Renamed', group.id, false]);
		expect(await bobClient.socket.groupMetadata(group.id)).toMatchObject({
			desc: 'What we do',
			announce: true,
			restrict: true,
			ephemeralDuration: 86_400,
			size: 3,
		});
		await expect(carol.sendText(group, 'hush')).rejects.toMatchObject({
			code: 'ONLY_ADMINS_WRITE',
		});
	});

	test('when the last admin leaves, the oldest member becomes one', async () => {
		const group = await world.group();
		await annaClient.socket.groupLeave(group.id);
		await bobSees.change('promote', world.jid(bob), group);
		expect(group.members).toEqual([
			{ phoneNumber: BOB, role: 'admin' },
			{ phoneNumber: CAROL, role: 'member' },
		]);
	});

	test('after all that no client has logged an error, and no stanza was unknown', () => {
		expect(world.trouble()).toEqual([]);
	});
});
