import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeSnapshot } from './snapshot-codec.js';
import { WorldFolder } from './world-folder.js';

const SAVED_AT = '2026-01-01T00:00:00.000Z';

let dataDir = '';
let folder: WorldFolder;

/** A world with a number and a file that has the same number in it. */
const numbered = (number: number) =>
	encodeSnapshot({ number, file: Buffer.alloc(5_000, String(number)) });

const path = (...parts: string[]) => join(dataDir, ...parts);

async function resumed() {
	await folder.close();
	folder = await WorldFolder.open(dataDir);
	return folder.read((snapshot) => snapshot);
}

beforeEach(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'waypost-sandbox-test-'));
	folder = await WorldFolder.open(dataDir);
});

afterEach(async () => {
	await folder.close();
	await rm(dataDir, { recursive: true });
});

describe('a process that was killed while it saved', () => {
	beforeEach(async () => {
		for (const number of [1, 2]) await folder.write(numbered(number), SAVED_AT);
	});

	const two = { number: 2, file: Buffer.alloc(5_000, '2') };

	test('and was writing an attachment: the save before holds', async () => {
		await writeFile(path('media', 'abc.part'), 'half');
		expect(await resumed()).toEqual({ built: two, savedAt: SAVED_AT, problem: null });
	});

	test('and was writing the world: the save before holds', async () => {
		await writeFile(path('world.json.next.part'), '{"format": "way');
		expect(await resumed()).toMatchObject({ built: two, problem: null });
	});

	test('and was about to give the world its name: the save before holds', async () => {
		await writeFile(path('world.json.next'), '{}');
		await rename(path('world.json'), path('world.previous.json'));
		expect(await resumed()).toMatchObject({ built: two, problem: null });
	});

	test('saves on as if nothing had happened', async () => {
		await rename(path('world.json'), path('world.previous.json'));
		await writeFile(path('media', 'abc.part'), 'half');
		await resumed();
		for (const number of [3, 4, 5]) await folder.write(numbered(number), SAVED_AT);
		expect(await resumed()).toMatchObject({ built: { number: 5 } });
		expect(await readdir(path('media'))).toHaveLength(2);
	});
});

test('a new folder begins with nothing', async () => {
	expect(await resumed()).toEqual({ built: undefined, savedAt: null, problem: null });
});

test('a broken save is named, also when it is the only one', async () => {
	await writeFile(path('world.previous.json'), '{}');
	await expect(resumed()).rejects.toMatchObject({
		code: 'SAVED_WORLD_BROKEN',
		message: expect.stringContaining(
			'world.previous.json cannot be read (it is not the saved world',
		),
	});
});

test('an attachment that somebody deleted is missed in a sentence', async () => {
	await folder.write(numbered(1), SAVED_AT);
	await rm(path('media'), { recursive: true });
	await expect(resumed()).rejects.toMatchObject({ code: 'SAVED_WORLD_BROKEN' });
});
