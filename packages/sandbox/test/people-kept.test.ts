import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createSandbox } from '../src/index.js';
import { CAROL } from './group-world.js';
import { ANNA, BOB, TestWorld } from './world.js';

test('what people have set is kept with the world', async () => {
	await using world = await TestWorld.start();
	const { anna, bob, sandbox } = world;
	const background = { width: 8, height: 8, channels: 3 as const, background: 'red' };
	const picture = await sharp({ create: background }).png().toBuffer();
	const group = await sandbox.createGroup({ subject: 'Team', members: [ANNA] });
	await anna.profile.setPicture(picture);
	anna.profile.setAbout('at sea');
	anna.privacy.change({ last: 'contact_blacklist' });
	anna.privacy.setContacts([BOB, CAROL]);
	anna.privacy.setExcept('last', [BOB]);
	await anna.privacy.block(BOB);
	await bob.chatSettings.setDisappearing(ANNA, 60);
	bob.chatSettings.setDefaultDisappearing(90);
	bob.chatSettings.setAddressing('lid', ANNA);
	const { id } = await bob.statuses.postText('hello all');
	await group.setJoinApproval(true);
	await bob.groups.join(group.inviteCode);
	await using resumed = await createSandbox({ snapshot: await sandbox.snapshot() });
	const again = { anna: resumed.phone(ANNA), bob: resumed.phone(BOB) };
	const profile = { about: 'at sea', picture: expect.stringMatching(/\/pps\/\d+-image\.jpg$/) };
	expect(again.anna?.profile.own).toMatchObject(profile);
	expect(again.anna?.privacy.settings).toMatchObject({ last: 'contact_blacklist', status: 'all' });
	expect(again.anna?.privacy.contacts).toEqual([BOB, CAROL]);
	expect(again.anna?.privacy.except('last')).toEqual([BOB]);
	expect(again.anna?.privacy.blocked).toEqual([BOB]);
	expect(again.bob?.chatSettings.disappearing(ANNA)).toBe(60);
	expect(again.bob?.chatSettings.defaultDisappearing).toBe(90);
	expect(again.bob?.statuses.all()).toMatchObject([{ id }]);
	expect(resumed.group(group.id)?.describe()).toMatchObject({
		joinApproval: true,
		requests: [BOB],
	});
});
