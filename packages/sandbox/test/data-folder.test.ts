import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createSandbox } from '../src/index.js';
import { eventually, Resumable } from './resumable.js';
import { ANNA, BOB, BOB_JID } from './world.js';

const CAROL = '+491700000003';

/** Files of the data folder whose name fits. */
async function files(dataDir: string, name: RegExp): Promise<string[]> {
	return (await readdir(dataDir)).filter((each) => name.test(each));
}

/** Waits until the world has been saved with this text in it. */
async function saved(dataDir: string, text: string): Promise<void> {
	const file = join(dataDir, 'world.json');
	await eventually(() =>
		readFile(file, 'utf8').then(
			(content) => content.includes(text),
			() => false,
		),
	);
}

describe('a data folder', () => {
	test('is saved while the sandbox runs, so that kill -9 loses seconds at most', async () => {
		await using world = await Resumable.start();
		const before = await world.linked(world.anna);
		await before.socket.sendMessage(BOB_JID, { text: 'saved' });
		await world.bob.nextMessage();
		await saved(world.dataDir, '"saved"');
		const sandbox = await world.afterKill();
		const client = await world.again(before, sandbox);
		await client.socket.sendMessage(BOB_JID, { text: 'after the kill' });
		await sandbox.phone(BOB)?.nextMessage({ where: ({ text }) => text === 'after the kill' });
		expect(sandbox.phone(BOB)?.messages()).toMatchObject([
			{ text: 'saved' },
			{ text: 'after the kill' },
		]);
	});

	test('phones and clients find together again when the last seconds are lost', async () => {
		await using world = await Resumable.start();
		const before = await world.linked(world.anna);
		await saved(world.dataDir, 'savedAt');
		const carol = await world.sandbox.addPhone({ phoneNumber: CAROL });
		await world.received(await carol.sendText(ANNA, 'takes a key that will be given again'));
		for (const text of ['lost 1', 'lost 2', 'lost 3']) {
			await world.received(await world.bob.sendText(ANNA, text));
			await before.socket.sendMessage(BOB_JID, { text });
			await world.bob.nextMessage({ where: (message) => message.text === text });
		}
		const sandbox = await world.afterKill();
		const client = await world.again(before, sandbox);
		await sandbox.phone(BOB)?.sendText(ANNA, 'to the client');
		await client.messageWithText('to the client');
		await client.socket.sendMessage(BOB_JID, { text: 'to the phone' });
		const carolAgain = await sandbox.addPhone({ phoneNumber: CAROL });
		await carolAgain.sendText(ANNA, 'with the same key');
		await client.messageWithText('with the same key');
		const heard = await sandbox
			.phone(BOB)
			?.nextMessage({ where: ({ text }) => text === 'to the phone' });
		expect(heard).toMatchObject({ from: ANNA });
	});

	test('goes on from the save before when the latest one is broken, and says so', async () => {
		await using world = await Resumable.start();
		await world.restart();
		await world.bob.sendText(ANNA, 'in the latest save only');
		await world.sandbox.close();
		const file = join(world.dataDir, 'world.json');
		await writeFile(file, (await readFile(file, 'utf8')).slice(0, -100));
		await world.restart();
		const [aside = ''] = await files(world.dataDir, /broken/);
		expect(world.sandbox.resumed.problem).toContain(aside);
		expect([world.sandbox.phones().length, world.anna.messages()]).toEqual([2, []]);
	});

	test('that cannot be read stops the sandbox with a sentence, and is left as it is', async () => {
		await using world = await Resumable.start();
		await world.sandbox.close();
		const file = join(world.dataDir, 'world.json');
		await writeFile(file, '{"format": "waypost-sandbox"');
		await rm(join(world.dataDir, 'world.previous.json'), { force: true });
		await expect(createSandbox({ dataDir: world.dataDir })).rejects.toMatchObject({
			code: 'SAVED_WORLD_BROKEN',
			message: expect.stringMatching(/world\.json cannot be read .* move it away/),
		});
		expect(await readFile(file, 'utf8')).toBe('{"format": "waypost-sandbox"');
	});

	test('of a newer sandbox is refused and left as it is', async () => {
		await using world = await Resumable.start();
		await world.restart();
		await world.sandbox.close();
		const file = join(world.dataDir, 'world.json');
		const newer = JSON.stringify({ format: 'waypost-sandbox', version: 2, people: [] });
		await writeFile(file, newer);
		await expect(createSandbox({ dataDir: world.dataDir })).rejects.toMatchObject({
			code: 'SAVED_WORLD_NEWER',
			message: expect.stringContaining('newer sandbox'),
		});
		expect(await readFile(file, 'utf8')).toBe(newer);
	});

	test('belongs to one sandbox at a time', async () => {
		await using world = await Resumable.start();
		const { dataDir } = world;
		await expect(createSandbox({ dataDir })).rejects.toMatchObject({
			code: 'DATA_FOLDER_IN_USE',
			message: expect.stringContaining(String(process.pid)),
		});
		await world.sandbox.close();
		expect(await files(dataDir, /lock/)).toEqual([]);
	});

	test('is taken over from a sandbox that was killed', async () => {
		await using world = await Resumable.start();
		await world.sandbox.close();
		const gone = { pid: 2 ** 22 + 1, startedAt: 0 };
		await writeFile(join(world.dataDir, 'lock.json'), JSON.stringify(gone));
		await world.restart();
		expect(world.sandbox.phones()).toHaveLength(2);
	});

	test('keeps each attachment once, and forgets those that are gone', async () => {
		await using world = await Resumable.start();
		const media = join(world.dataDir, 'media');
		const data = Buffer.alloc(20_000, 'a');
		await world.bob.sendAttachment(ANNA, { data, mimeType: 'application/pdf' });
		await world.anna.nextMessage();
		await world.restart();
		expect(await readdir(media)).toHaveLength(2);
		await world.sandbox.reset();
		await world.restart();
		await world.sandbox.addPhone({ phoneNumber: ANNA });
		await world.restart();
		expect(await readdir(media)).toEqual([]);
	});
});
