import { expect, test } from '@jest/globals';
import { createSandbox, type Sandbox } from '../src/index.js';
import { ANNA, BOB, TestWorld } from './world.js';

/** Anna writes to Bob, who displays it. Returns the id. */
async function oneMessage(sandbox: Sandbox): Promise<string> {
	const [anna, bob] = await sandbox.addPhones([{ phoneNumber: ANNA }, { phoneNumber: BOB }]);
	await anna?.sendText(BOB, 'hello');
	const shown = await bob?.nextMessage();
	return shown?.id ?? '';
}

test('after a reset the server takes the same ids again', async () => {
	await using sandbox = await createSandbox({ seed: 7, dedupe: 'server' });
	const before = await oneMessage(sandbox);
	await sandbox.reset();
	expect(await oneMessage(sandbox)).toBe(before);
});

test('the files of phones that are taken away go with them', async () => {
	await using world = await TestWorld.start();
	const { anna, bob, sandbox } = world;
	const file = { data: Buffer.alloc(10_000, 'file'), mimeType: 'text/plain' };
	await anna.sendAttachment(BOB, file);
	await bob.nextMessage();
	const kept = async () => (await sandbox.snapshot()).world.blobs.size;
	expect(await kept()).toBeGreaterThan(0);
	await sandbox.removePhone(ANNA);
	await sandbox.removePhone(BOB);
	sandbox.expireMedia();
	expect(await kept()).toBe(0);
});

test('phones whose history makes no sense are not added at all', async () => {
	await using sandbox = await createSandbox();
	const history = [{ chat: '1@g.us', messages: 1 }];
	const adding = sandbox.addPhones([{ phoneNumber: BOB }, { phoneNumber: ANNA, history }]);
	await expect(adding).rejects.toMatchObject({ code: 'GROUP_NOT_FOUND' });
	expect(sandbox.phones()).toEqual([]);
});
