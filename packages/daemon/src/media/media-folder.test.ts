import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MediaFolder } from './media-folder.js';

/** A file whose disk is always full. */
const testOnLinux = existsSync('/dev/full') ? test : test.skip;

describe('the folder of media', () => {
	let dir: string;
	let folder: MediaFolder;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'waypost-media-folder-'));
		folder = new MediaFolder(dir);
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	const incomplete = () => readdirSync(join(dir, 'incomplete'));

	test('holds a file under its name once it is whole', async () => {
		await folder.write('a', Readable.from([Buffer.from('one '), Buffer.from('two')]));
		expect([readFileSync(join(dir, 'a'), 'utf8'), incomplete()]).toEqual(['one two', []]);
	});

	test('holds nothing of a file whose source breaks off', async () => {
		const source = Readable.from(
			(async function* () {
				yield Buffer.from('one');
				throw new Error('broken');
			})(),
		);
		await expect(folder.write('a', source)).rejects.toThrow('broken');
		expect([await folder.sizeOf('a'), incomplete()]).toEqual([null, []]);
	});

	testOnLinux('says that the disk is full, and holds nothing', async () => {
		symlinkSync('/dev/full', join(dir, 'incomplete', 'a'));
		await expect(folder.writeTemporary('a', Readable.from(['words']))).rejects.toMatchObject({
			code: 'STORAGE_FULL',
		});
		expect(incomplete()).toEqual([]);
	});

	test('holds nothing of files whose sources fail while they are being opened', async () => {
		async function* failing(): AsyncGenerator<Buffer> {
			yield Buffer.from('one');
			throw new Error('broken');
		}
		// The disk does several things at once: one file alone would seldom show it.
		const names = Array.from({ length: 100 }, (_, index) => `file ${index}`);
		for (let round = 1; round <= 20; round++) {
			await Promise.allSettled(names.map((name) => folder.write(name, failing())));
		}
		await Promise.all(names.map(() => readdir(dir)));
		expect(incomplete()).toEqual([]);
	});

	test('forgets what an earlier run has not finished', () => {
		writeFileSync(join(dir, 'incomplete', 'a'), 'half');
		new MediaFolder(dir);
		expect(incomplete()).toEqual([]);
	});

	test('forgets files that no message knows', () => {
		writeFileSync(join(dir, 'known'), '');
		writeFileSync(join(dir, 'stray'), '');
		folder.removeAllBut(['known']);
		expect(readdirSync(dir)).toEqual(['incomplete', 'known']);
	});

	test('lists its files, the one that was not asked for longest first', async () => {
		for (const name of ['a', 'b', 'c']) writeFileSync(join(dir, name), name);
		await folder.touch('b', 1_000);
		await folder.touch('c', 2_000);
		expect((await folder.entries()).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
	});
});
