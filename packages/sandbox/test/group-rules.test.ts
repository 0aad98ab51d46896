import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Group } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { GroupWorld } from './group-world.js';

describe('what only admins of a group may do', () => {
	let world: GroupWorld;
	let group: Group;
	let admin: BaileysClient;
	let member: BaileysClient;

	// Linking is what takes long; each test has a group of its own.
	beforeAll(async () => {
		world = await GroupWorld.start('lid');
		({ annaClient: admin, bobClient: member } = world);
	});
	beforeEach(async () => {
		group = await world.group();
	});
	afterAll(() => world[Symbol.asyncDispose]());

	test('writing, where announcements are on: a client gets ack error 403', async () => {
		await admin.socket.groupSettingUpdate(group.id, 'announcement');
		const sent = await member.socket.sendMessage(group.id, { text: 'me, too' });
		await member.status(sent?.key.id ?? '', 0);
		expect(member.ackErrors.get(sent?.key.id ?? '')).toBe('403');
		await admin.socket.sendMessage(group.id, { text: 'to all' });
		await member.messageWithText('to all');
	});

	test('writing, where announcements are on: a phone says so', async () => {
		await group.setAnnouncement(true);
		const written = world.carol.sendText(group, 'me, too');
		await expect(written).rejects.toMatchObject({ code: 'ONLY_ADMINS_WRITE' });
		await admin.socket.groupSettingUpdate(group.id, 'not_announcement');
		await world.carol.sendText(group, 'now I may');
		await admin.messageWithText('now I may');
	});

	test('changing subject, description and disappearing messages, where the group is locked', async () => {
		await admin.socket.groupSettingUpdate(group.id, 'locked');
		const { socket } = member;
		await expect(socket.groupUpdateSubject(group.id, 'Mine')).rejects.toThrow('forbidden');
		await expect(socket.groupUpdateDescription(group.id, 'Mine')).rejects.toThrow('forbidden');
		await expect(socket.groupToggleEphemeral(group.id, 60)).rejects.toThrow('forbidden');
		expect(group.describe()).toMatchObject({ subject: 'Friends', description: null, locked: true });
	});

	test('changing them is for all members where it is not', async () => {
		await group.setLocked(true);
		await admin.socket.groupSettingUpdate(group.id, 'unlocked');
		await member.socket.groupUpdateSubject(group.id, 'Ours');
		await member.socket.groupToggleEphemeral(group.id, 60);
		expect(group.describe()).toMatchObject({ subject: 'Ours', disappearing: 60 });
	});

	test('changing what is for admins only', async () => {
		const { socket } = member;
		const changes = [
			socket.groupSettingUpdate(group.id, 'announcement'),
			socket.groupSettingUpdate(group.id, 'locked'),
			socket.groupMemberAddMode(group.id, 'admin_add'),
			socket.groupJoinApprovalMode(group.id, 'on'),
		];
		const outcomes = await Promise.allSettled(changes);
		expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
	});

	test('making admins, and making them members again', async () => {
		const person = [world.jid(world.carol)];
		const promote = member.socket.groupParticipantsUpdate(group.id, person, 'promote');
		await expect(promote).rejects.toThrow('forbidden');
		await admin.socket.groupParticipantsUpdate(group.id, person, 'promote');
		const demote = member.socket.groupParticipantsUpdate(group.id, person, 'demote');
		await expect(demote).rejects.toThrow('forbidden');
		expect(group.members.map(({ role }) => role)).toEqual(['superadmin', 'member', 'admin']);
	});
});
