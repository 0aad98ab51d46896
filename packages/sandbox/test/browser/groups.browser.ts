import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { ANNA, BOB } from '../world.js';
import { bubble, launchBrowser, PageWorld, write } from './page-world.js';

const CAROL = '+491700000003';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Anna's phone creates a group with Bob and, in the chat of it, opens its members. */
async function createGroup(opened: PageWorld): Promise<Locator> {
	await opened.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
	const anna = opened.phone('Anna');
	await anna.getByRole('button', { name: 'New chat' }).click();
	await anna.getByRole('button', { name: 'New group' }).click();
	await anna.getByRole('textbox', { name: 'Subject' }).fill('Garden');
	await anna.getByRole('checkbox', { name: 'Bob' }).check();
	await anna.getByRole('button', { name: 'Create the group' }).click();
	return anna;
}

describe('groups on the phone page', () => {
	test('a group is created, and its members write in it', async () => {
		await using opened = await PageWorld.open(browser);
		const client = await opened.world.linkedClient(opened.world.bob);
		const anna = await createGroup(opened);
		await write(anna, 'Who waters the roses?');
		const { key } = await client.messageWithText('Who waters the roses?');
		await client.socket.sendMessage(key.remoteJid ?? '', { text: 'I do' });
		await bubble(anna, 'I do').getByText('Bob').waitFor();
		const bob = await opened.openChat('Bob', 'Garden');
		await bubble(bob, 'Who waters the roses?').waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('an admin adds, promotes, removes, and renames the group', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await createGroup(opened);
		await anna.getByRole('button', { name: 'Group Garden' }).click();
		await anna.getByRole('checkbox', { name: 'Carol' }).check();
		await anna.getByRole('button', { name: 'Add', exact: true }).click();
		await anna.getByText('3 members').waitFor();
		await anna.getByRole('button', { name: 'Make Carol an admin' }).click();
		await anna.getByRole('button', { name: 'Carol: no admin any more' }).waitFor();
		await anna.getByRole('button', { name: 'Remove Bob from the group' }).click();
		await anna.getByText('2 members').waitFor();
		await anna.getByRole('textbox', { name: 'Subject' }).fill('Roses');
		await anna.getByRole('button', { name: 'Rename' }).click();
		await opened.phone('Carol').getByRole('button', { name: 'Roses' }).waitFor();
		expect(opened.sandbox.groups()[0]?.members).toEqual([
			{ phoneNumber: ANNA, role: 'superadmin' },
			{ phoneNumber: CAROL, role: 'admin' },
		]);
	});

	test('somebody who is no admin changes nothing, and can leave', async () => {
		await using opened = await PageWorld.open(browser);
		await createGroup(opened);
		const bob = await opened.openChat('Bob', 'Garden');
		await bob.getByRole('button', { name: 'Group Garden' }).click();
		await bob.getByText('Admin, created it').waitFor();
		expect(await bob.getByRole('button', { name: 'Remove Anna' }).count()).toBe(0);
		await bob.getByRole('button', { name: 'Leave the group' }).click();
		await bob.getByText('1 member', { exact: true }).waitFor();
		const [group] = opened.sandbox.groups();
		expect(group?.members.some(({ phoneNumber }) => phoneNumber === BOB)).toBe(false);
	});
});
