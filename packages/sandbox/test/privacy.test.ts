import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PRIVACY } from '../src/people/privacy-settings.js';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, pnJid } from './group-world.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('privacy settings', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.linkedClient();
	});
	afterEach(() => world.close());

	test('begin open to everybody', async () => {
		const open = Object.fromEntries(Object.keys(PRIVACY).map((name) => [name, 'all']));
		expect(await anna.socket.fetchPrivacySettings(true)).toEqual(open);
	});

	test('a client sets each of them, and the phone shows it', async () => {
		const { socket } = anna;
		await socket.updateLastSeenPrivacy('contacts');
		await socket.updateOnlinePrivacy('match_last_seen');
		await socket.updateProfilePicturePrivacy('contact_blacklist');
		await socket.updateStatusPrivacy('none');
		await socket.updateReadReceiptsPrivacy('none');
		await socket.updateGroupsAddPrivacy('contacts');
		await socket.updateCallPrivacy('known');
		await socket.updateMessagesPrivacy('contacts');
		const set = {
			...{ last: 'contacts', online: 'match_last_seen', profile: 'contact_blacklist' },
			...{ status: 'none', readreceipts: 'none', groupadd: 'contacts' },
			...{ calladd: 'known', messages: 'contacts' },
		};
		expect(await socket.fetchPrivacySettings(true)).toEqual(set);
		expect(world.anna.privacy.settings).toEqual(set);
	});

	test('a value that a setting cannot have is refused', async () => {
		const wrong = anna.socket.updateReadReceiptsPrivacy('contacts' as 'all');
		await expect(wrong).rejects.toThrow('bad-request');
		expect(() => world.anna.privacy.change({ readreceipts: 'contacts' as 'all' })).toThrow(
			/readreceipts \(all, none\)/,
		);
	});

	test('a client names the contacts that are left out, and asks for them again', async () => {
		const user = { tag: 'user', attrs: { action: 'add', jid: world.bob.lid } };
		const category = { name: 'last', value: 'contact_blacklist' };
		const privacy = (type: string, tag: string, content: object[]) =>
			anna.socket.query({
				tag: 'iq',
				attrs: { xmlns: 'privacy', to: 's.whatsapp.net', type },
				content: [{ tag: 'privacy', attrs: {}, content: [{ tag, attrs: category, content }] }],
			} as never);
		await privacy('set', 'category', [user]);
		const listed: unknown = await privacy('get', 'list', []);
		expect(JSON.stringify(listed)).toContain(world.bob.lid);
		expect(world.anna.privacy.except('last')).toEqual([BOB]);
	});

	test('with read receipts off nobody hears that a message was read', async () => {
		const bob = await world.linkedClient(world.bob);
		world.bob.privacy.change({ readreceipts: 'none' });
		const sent = await anna.socket.sendMessage(BOB_JID, { text: 'read me' });
		const { key } = await bob.messageWithText('read me');
		await world.bob.nextMessage();
		await bob.socket.readMessages([key]);
		await world.bob.read(ANNA);
		await world.bob.sendText(ANNA, 'what comes after it');
		await anna.messageWithText('what comes after it');
		expect(await anna.status(sent?.key.id ?? '', 3)).toBe(3);
		expect(world.anna.messages({ direction: 'out' })).toMatchObject([{ read: false }]);
	});

	test('who does not tell what is read is not told, either', async () => {
		world.anna.privacy.change({ readreceipts: 'none' });
		const sent = await anna.socket.sendMessage(BOB_JID, { text: 'read me' });
		await world.bob.nextMessage();
		await world.bob.read(ANNA);
		await world.bob.sendText(ANNA, 'what comes after it');
		await anna.messageWithText('what comes after it');
		expect(await anna.status(sent?.key.id ?? '', 3)).toBe(3);
	});

	test('a chat read without telling is read on the own phone all the same', async () => {
		await anna.socket.updateReadReceiptsPrivacy('none');
		await world.bob.sendText(ANNA, 'hello');
		const { key } = await anna.messageWithText('hello');
		const read = new Promise<void>((resolve) => {
			world.sandbox.subscribe(({ type, data }) => {
				if (type === 'message.changed' && data.message.read) resolve();
			});
		});
		await anna.socket.readMessages([key]);
		await read;
		expect(world.bob.messages({ direction: 'out' })).toMatchObject([{ read: false }]);
	});

	test('somebody who does not let themselves be added to groups gets an invitation', async () => {
		const carol = await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
		carol.privacy.change({ groupadd: 'contacts' });
		carol.privacy.setContacts([BOB]);
		const { socket } = anna;
		const created = await socket.groupCreate('Team', [BOB_JID, pnJid(CAROL)]);
		const [answer] = await socket.groupParticipantsUpdate(created.id, [pnJid(CAROL)], 'add');
		const [request] = (answer?.content.content ?? []) as { attrs: Record<string, string> }[];
		expect(answer?.status).toBe('403');
		expect(world.sandbox.group(created.id)?.members.map((each) => each.phoneNumber)).toEqual([
			ANNA,
			BOB,
		]);
		// sendMessage({ groupInvite }) rejects when the group has no picture (Baileys Utils/messages.js).
		const groupInviteMessage = {
			...{ groupJid: created.id, groupName: 'Team', caption: 'come in' },
			inviteCode: request?.attrs['code'] ?? '',
			inviteExpiration: Number(request?.attrs['expiration']),
		};
		await socket.relayMessage(pnJid(CAROL), { groupInviteMessage }, {});
		const invitation = await carol.nextMessage();
		expect(invitation).toMatchObject({
			...{ kind: 'group-invite', text: 'come in' },
			groupInvite: { groupId: created.id, groupName: 'Team' },
		});
		await carol.groups.accept(invitation.id);
		expect(world.sandbox.group(created.id)?.members).toHaveLength(3);
	});

	test('contacts may add them', async () => {
		world.bob.privacy.change({ groupadd: 'contact_blacklist' });
		const added = await anna.socket.groupCreate('Team', [BOB_JID]);
		world.bob.privacy.setExcept('groupadd', [ANNA]);
		const refused = await anna.socket.groupCreate('Other', [BOB_JID]);
		const members = (id: string) => world.sandbox.group(id)?.members.length;
		expect([members(added.id), members(refused.id)]).toEqual([2, 1]);
	});

	test('all of it goes over HTTP', async () => {
		const path = `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(BOB)}/privacy`;
		const change = {
			settings: { last: 'contact_blacklist' },
			except: { last: [ANNA] },
			contacts: [ANNA, CAROL],
		};
		const patched = await fetch(path, {
			method: 'PATCH',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(change),
		});
		expect(await patched.json()).toMatchObject({
			settings: { last: 'contact_blacklist', profile: 'all' },
			except: { last: [ANNA], profile: [] },
			contacts: [ANNA, CAROL],
		});
		expect(await (await fetch(path)).json()).toMatchObject({ contacts: [ANNA, CAROL] });
	});
});
