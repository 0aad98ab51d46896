import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { BaileysClient } from './baileys-client.js';
import { pnJid } from './group-world.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const ANNA_JID = pnJid(ANNA);

function picture(colour: string): Promise<Buffer> {
	const background = { width: 300, height: 200, channels: 3 as const, background: colour };
	return sharp({ create: background }).png().toBuffer();
}

/** Waits until the client hears that somebody (or a group) has another picture, or none. */
function pictureChange(client: BaileysClient, jid: string): Promise<string> {
	return new Promise((resolve) => {
		client.socket.ev.on('contacts.update', (updates) => {
			for (const { id, imgUrl } of updates) if (id === jid && imgUrl) resolve(imgUrl);
		});
	});
}

/** Width and height of what is downloaded from there. */
async function sizeOf(url: string | undefined): Promise<readonly unknown[]> {
	const response = await fetch(url ?? '');
	const { format, width, height } = await sharp(await response.bytes()).metadata();
	return [format, width, height];
}

describe('profiles', () => {
	const trusted = getCACertificates('default');
	let world: TestWorld;
	let anna: BaileysClient;
	let bob: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
		anna = await world.linkedClient();
		bob = await world.linkedClient(world.bob);
		await world.bob.sendText(ANNA, 'hello');
		await anna.messageWithText('hello');
	});
	afterEach(async () => {
		setDefaultCACertificates(trusted);
		await world.close();
	});

	test('nobody has a picture from the start', async () => {
		await expect(anna.socket.profilePictureUrl(BOB_JID)).rejects.toThrow('item-not-found');
	});

	test('a client sets its picture, and its chat partner hears of it and downloads it', async () => {
		const heard = pictureChange(bob, ANNA_JID);
		await anna.socket.updateProfilePicture(ANNA_JID, await picture('red'));
		expect(await heard).toBe('changed');
		const image = await bob.socket.profilePictureUrl(ANNA_JID, 'image');
		const preview = await bob.socket.profilePictureUrl(ANNA_JID, 'preview');
		expect(await sizeOf(image)).toEqual(['jpeg', 640, 640]);
		expect(await sizeOf(preview)).toEqual(['jpeg', 96, 96]);
		expect((await world.bob.profile.of(ANNA)).picture).toBe(image);
	});

	test('a phone sets its picture, and its own client hears of it, too', async () => {
		const heard = [pictureChange(anna, BOB_JID), pictureChange(bob, BOB_JID)];
		await world.bob.profile.setPicture(await picture('blue'));
		expect(await Promise.all(heard)).toEqual(['changed', 'changed']);
		const url = await anna.socket.profilePictureUrl(BOB_JID, 'image');
		expect(await sizeOf(url)).toEqual(['jpeg', 640, 640]);
	});

	test('a picture that is taken away is gone, and its address leads nowhere', async () => {
		await world.bob.profile.setPicture(await picture('blue'));
		const url = await anna.socket.profilePictureUrl(BOB_JID);
		const heard = pictureChange(anna, BOB_JID);
		await bob.socket.removeProfilePicture(BOB_JID);
		expect(await heard).toBe('removed');
		await expect(anna.socket.profilePictureUrl(BOB_JID)).rejects.toThrow('item-not-found');
		expect((await fetch(url ?? '')).status).toBe(404);
	});

	test('a picture that is not for everybody is refused to the others', async () => {
		await world.bob.profile.setPicture(await picture('blue'));
		await bob.socket.updateProfilePicturePrivacy('none');
		await expect(anna.socket.profilePictureUrl(BOB_JID)).rejects.toThrow('not-authorized');
		expect(await world.anna.profile.of(BOB)).toMatchObject({ picture: null });
	});

	test('bytes that are no picture are refused on a phone', async () => {
		await expect(world.bob.profile.setPicture(Buffer.from('no'))).rejects.toMatchObject({
			code: 'INVALID_REQUEST',
		});
	});

	test('a member gives a group its picture, and all members hear of it', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		const heard = [pictureChange(anna, group.id), pictureChange(bob, group.id)];
		await bob.socket.updateProfilePicture(group.id, await picture('green'));
		expect(await Promise.all(heard)).toEqual(['changed', 'changed']);
		const url = await anna.socket.profilePictureUrl(group.id, 'image');
		expect(await sizeOf(url)).toEqual(['jpeg', 640, 640]);
		expect(group.picture).toBe(url);
	});

	test('in a locked group only admins change the picture', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		await group.setLocked(true);
		const set = bob.socket.updateProfilePicture(group.id, await picture('green'));
		await expect(set).rejects.toThrow('forbidden');
		await group.setPicture(await picture('green'));
		expect(group.picture).toMatch(/^https:/);
		await group.setPicture(null);
		expect(group.picture).toBeNull();
	});

	test('an about text set by a client is seen by the others', async () => {
		await anna.socket.updateProfileStatus('at sea');
		const [answer] = (await bob.socket.fetchStatus(ANNA_JID)) ?? [];
		expect(answer).toMatchObject({ id: ANNA_JID, status: { status: 'at sea' } });
		expect(await world.bob.profile.of(ANNA)).toMatchObject({ about: 'at sea' });
	});

	test('an about text that is not for everybody is empty for the others', async () => {
		world.bob.profile.setAbout('secret');
		world.bob.privacy.change({ status: 'none' });
		const [answer] = (await anna.socket.fetchStatus(BOB_JID)) ?? [];
		expect(answer).toMatchObject({ status: { status: '' } });
		expect(await world.anna.profile.of(BOB)).toMatchObject({ about: null });
	});

	test('a name changed by a client or on a phone comes with the next message', async () => {
		await anna.socket.updateProfileName('Anna at work');
		await anna.socket.sendMessage(BOB_JID, { text: 'who am I?' });
		expect(await bob.messageWithText('who am I?')).toMatchObject({ pushName: 'Anna at work' });
		expect(world.anna.name).toBe('Anna at work');
		world.bob.profile.setName('Robert');
		await world.bob.sendText(ANNA, 'and me?');
		expect(await anna.messageWithText('and me?')).toMatchObject({ pushName: 'Robert' });
	});

	test('all of it goes over HTTP', async () => {
		const path = `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(BOB)}/profile`;
		const body = { name: 'Rob', about: 'busy', picture: (await picture('red')).toString('base64') };
		const patched = await fetch(path, {
			method: 'PATCH',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ...body, presence: 'available' }),
		});
		expect(await patched.json()).toMatchObject({ name: 'Rob', about: 'busy', online: true });
		const seen = await fetch(
			`${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(ANNA)}/profiles/${encodeURIComponent(BOB)}`,
		);
		expect(await seen.json()).toEqual(await world.anna.profile.of(BOB));
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA] });
		await fetch(`${world.sandbox.httpUrl}/v1/groups/${group.id}`, {
			method: 'PATCH',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ picture: body.picture }),
		});
		expect(await sizeOf(group.picture ?? '')).toEqual(['jpeg', 640, 640]);
	});
});

test('a number that is taken away and added again begins anew', async () => {
	await using world = await TestWorld.start();
	await world.bob.profile.setPicture(await picture('red'));
	world.bob.profile.setPresence('available');
	const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA] });
	await group.setJoinApproval(true);
	await world.bob.groups.join(group.inviteCode);
	await world.sandbox.removePhone(BOB);
	const bob = await world.sandbox.addPhone({ phoneNumber: BOB });
	expect(bob.profile.own).toMatchObject({ picture: null, online: false, lastSeen: null });
	expect(group.describe().requests).toEqual([]);
});
