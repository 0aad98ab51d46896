import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { WAMessage } from '@whiskeysockets/baileys';
import type { Group } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, GroupWorld, pnJid } from './group-world.js';
import { ANNA, BOB } from './world.js';

const THREE_DAYS_MS = 3 * 86_400_000;

describe.each(['lid', 'pn'] as const)('coming into groups in %s mode', (mode) => {
	let world: GroupWorld;
	let group: Group;
	let anna: BaileysClient;
	let bob: BaileysClient;

	// Linking is what takes long; each test has a group of its own.
	beforeAll(async () => {
		world = await GroupWorld.start(mode);
		({ annaClient: anna, bobClient: bob } = world);
	});
	beforeEach(async () => {
		group = await world.group([ANNA]);
	});
	afterEach(() => world.sandbox.clock.start());
	afterAll(() => world[Symbol.asyncDispose]());

	const numbers = () => group.members.map(({ phoneNumber }) => phoneNumber);

	describe('by invite link', () => {
		test('a client joins, and writes at once', async () => {
			const code = (await anna.socket.groupInviteCode(group.id)) ?? '';
			expect(await bob.socket.groupAcceptInvite(code)).toBe(group.id);
			await world.annaSees.change('add', world.jid(world.world.bob));
			await bob.socket.sendMessage(group.id, { text: 'here I am' });
			await anna.messageWithText('here I am');
			expect(world.trouble()).toEqual([]);
		});

		test('a phone joins', async () => {
			expect(await world.carol.groups.join(group.inviteCode)).toBe('joined');
			await world.annaSees.change('add', world.jid(world.carol));
			expect(numbers()).toEqual([ANNA, CAROL]);
		});

		test('nobody joins twice', async () => {
			await world.carol.groups.join(group.inviteCode);
			const again = world.carol.groups.join(group.inviteCode);
			await expect(again).rejects.toMatchObject({ code: 'ALREADY_A_MEMBER' });
			const member = anna.socket.groupAcceptInvite(group.inviteCode);
			await expect(member).rejects.toThrow('conflict');
		});

		test('a code that was renewed is gone, and one that never was is not acceptable', async () => {
			const old = group.inviteCode;
			await group.renewInviteCode();
			await expect(bob.socket.groupAcceptInvite(old)).rejects.toThrow('gone');
			await expect(bob.socket.groupAcceptInvite('nonsense')).rejects.toThrow('not-acceptable');
			await expect(world.carol.groups.join(old)).rejects.toMatchObject({ code: 'INVITE_EXPIRED' });
			await expect(world.carol.groups.join('nonsense')).rejects.toMatchObject({
				code: 'INVITE_UNKNOWN',
			});
		});

		test('only admins see and renew the code', async () => {
			await group.add(BOB);
			await expect(bob.socket.groupInviteCode(group.id)).rejects.toThrow('forbidden');
			await expect(bob.socket.groupRevokeInvite(group.id)).rejects.toThrow('forbidden');
		});
	});

	describe('with approval by admins', () => {
		beforeEach(() => anna.socket.groupJoinApprovalMode(group.id, 'on'));

		test('the group says so, until it is switched off', async () => {
			expect(await anna.socket.groupMetadata(group.id)).toMatchObject({ joinApprovalMode: true });
			expect(group.describe().joinApproval).toBe(true);
			await anna.socket.groupJoinApprovalMode(group.id, 'off');
			expect(await anna.socket.groupMetadata(group.id)).toMatchObject({ joinApprovalMode: false });
		});

		test('who uses the link asks, and is let in by an admin', async () => {
			const asked = new Promise<unknown>((resolve) => {
				anna.socket.ev.on('group.join-request', ({ id, action, method, participant }) => {
					if (id === group.id) resolve({ action, method, participant });
				});
			});
			expect(await bob.socket.groupAcceptInvite(group.inviteCode)).toBeUndefined();
			const person = world.jid(world.world.bob);
			expect(await asked).toEqual({
				action: 'created',
				method: 'invite_link',
				participant: person,
			});
			expect(await anna.socket.groupRequestParticipantsList(group.id)).toMatchObject([
				{ jid: person, request_method: 'invite_link' },
			]);
			const answer = await anna.socket.groupRequestParticipantsUpdate(
				group.id,
				[person],
				'approve',
			);
			expect(answer).toEqual([{ status: '200', jid: person }]);
			await world.bobSees.inGroup(group.id);
			expect(numbers()).toEqual([ANNA, BOB]);
			expect(await anna.socket.groupRequestParticipantsList(group.id)).toEqual([]);
		});

		test('a request can be rejected, and there is nothing to decide then', async () => {
			expect(await world.carol.groups.join(group.inviteCode)).toBe('requested');
			expect(group.describe().requests).toEqual([CAROL]);
			const person = world.jid(world.carol);
			const reject = () => anna.socket.groupRequestParticipantsUpdate(group.id, [person], 'reject');
			expect(await reject()).toEqual([{ status: '200', jid: person }]);
			expect(await reject()).toEqual([{ status: '404', jid: person }]);
			expect(numbers()).toEqual([ANNA]);
		});

		test('whoever runs the sandbox decides, too', async () => {
			await world.carol.groups.join(group.inviteCode);
			await group.approve(CAROL);
			expect(numbers()).toEqual([ANNA, CAROL]);
			await expect(group.reject(BOB)).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
		});

		test('only admins see requests', async () => {
			await group.add(BOB);
			const list = bob.socket.groupRequestParticipantsList(group.id);
			await expect(list).rejects.toThrow('forbidden');
		});
	});

	describe('by an invitation for one person', () => {
		async function invitation(): Promise<WAMessage> {
			await world.world.anna.groups.invite(group, BOB, 'come in');
			return bob.message(({ message }) => message?.groupInviteMessage?.groupJid === group.id);
		}

		const accept = ({ key, message }: WAMessage) =>
			bob.socket.groupAcceptInviteV4(key, message?.groupInviteMessage ?? {});

		test('a client accepts what a phone sent', async () => {
			const invite = await invitation();
			expect(invite.message?.groupInviteMessage).toMatchObject({
				...{ groupJid: group.id, groupName: 'Friends', caption: 'come in' },
			});
			expect(await accept(invite)).toBe(group.id);
			expect(numbers()).toEqual([ANNA, BOB]);
		});

		test('it is good for three days', async () => {
			world.sandbox.clock.stop();
			const invite = await invitation();
			await world.sandbox.clock.advance(THREE_DAYS_MS);
			await expect(accept(invite)).rejects.toThrow('gone');
		});

		test('an admin takes it back', async () => {
			const invite = await invitation();
			await anna.socket.groupRevokeInviteV4(group.id, world.jid(world.world.bob));
			await expect(accept(invite)).rejects.toThrow('not-acceptable');
		});

		test('it is for nobody else', async () => {
			const invite = await invitation();
			const { inviteCode } = invite.message?.groupInviteMessage ?? {};
			await world.world.bob.sendText(CAROL, inviteCode ?? '');
			const other = await world.world.linkedClient(world.carol);
			const stolen = other.socket.groupAcceptInviteV4(
				pnJid(ANNA),
				invite.message?.groupInviteMessage ?? {},
			);
			await expect(stolen).rejects.toThrow('not-acceptable');
		});

		test('who may add people may invite', async () => {
			const invite = () => world.world.bob.groups.invite(group, CAROL);
			await expect(invite()).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
			await group.add(BOB);
			await group.setAddMode('admin_add');
			await expect(invite()).rejects.toMatchObject({ code: 'NOT_AN_ADMIN' });
			await group.setAddMode('all_member_add');
			expect(await invite()).toEqual({ id: expect.any(String) });
		});
	});

	test('a phone leaves, and once only', async () => {
		await group.add(CAROL);
		await world.carol.groups.leave(group);
		await world.annaSees.change('remove', world.jid(world.carol));
		const again = world.carol.groups.leave(group.id);
		await expect(again).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
	});

	test('where only admins add, a member is refused', async () => {
		await group.add(BOB);
		await anna.socket.groupMemberAddMode(group.id, 'admin_add');
		const add = bob.socket.groupParticipantsUpdate(group.id, [world.jid(world.carol)], 'add');
		await expect(add).rejects.toThrow('forbidden');
		await group.setAddMode('all_member_add');
		await bob.socket.groupParticipantsUpdate(group.id, [world.jid(world.carol)], 'add');
		expect(numbers()).toEqual([ANNA, BOB, CAROL]);
	});

	test('each person who is added is answered for', async () => {
		const people = [world.jid(world.world.anna), world.jid(world.carol), pnJid('+491799999999')];
		const answer = await anna.socket.groupParticipantsUpdate(group.id, people, 'add');
		expect(answer.map(({ status }) => status)).toEqual(['409', '200', '404']);
	});
});

test('all of it goes over HTTP', async () => {
	await using world = await GroupWorld.start('lid');
	const group = await world.group([ANNA]);
	const call = async (method: string, path: string, body?: object) => {
		const response = await fetch(`${world.sandbox.httpUrl}/v1${path}`, {
			method,
			...(body && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
		});
		const answer: unknown = response.status === 204 ? null : await response.json();
		return [response.status, answer];
	};
	const path = `/groups/${group.id}`;
	const carol = `/phones/${encodeURIComponent(CAROL)}/groups`;
	const bob = `/phones/${encodeURIComponent(BOB)}/groups`;
	const code = group.inviteCode;
	const settings = { joinApproval: true, locked: true, disappearing: 60 };
	expect(await call('PATCH', path, settings)).toMatchObject([200, settings]);
	expect(await call('GET', `${path}/invite`)).toEqual([200, { code }]);
	expect(await call('POST', carol, { code })).toEqual([200, { outcome: 'requested' }]);
	await call('PATCH', path, { approve: [CAROL] });
	expect(await call('DELETE', `${carol}/${group.id}`)).toEqual([204, null]);
	const anna = `/phones/${encodeURIComponent(ANNA)}/groups/${group.id}/invites`;
	expect(await call('POST', anna, { to: BOB })).toMatchObject([201, { id: expect.any(String) }]);
	const { id: messageId } = await world.world.bob.nextMessage();
	expect(await call('POST', bob, { messageId })).toEqual([200, { outcome: 'joined' }]);
	expect(await call('DELETE', `${path}/invite`)).toEqual([200, { code: expect.any(String) }]);
	expect([code === group.inviteCode, group.members.length]).toEqual([false, 2]);
});
