import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MediaCache, type MediaUse } from '../../src/media/media-cache.js';
import { MediaFolder } from '../../src/media/media-folder.js';
import { createLogger } from '../../src/runtime/logger.js';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-11-21T09:00:00Z');

describe('the media folder over its cap', () => {
	let dir: string;
	let uses: MediaUse[];
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'waypost-cache-'));
		uses = [];
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	/** A file of 100 bytes, asked for so many days ago. */
	function file(name: string, use: Partial<MediaUse> = {}, usedDaysAgo = 0): void {
		writeFileSync(join(dir, name), Buffer.alloc(100));
		const at = (NOW - usedDaysAgo * DAY) / 1000;
		utimesSync(join(dir, name), at, at);
		uses.push({ name, isNeeded: false, isGivenUp: false, direction: 'in', at: NOW, ...use });
	}

	/** What is left. */
	async function trim(capacity: number, spare?: string): Promise<string[]> {
		const cache = new MediaCache({
			folder: new MediaFolder(dir),
			usesOf: (names) => uses.filter(({ name }) => names.includes(name)),
			capacity,
			now: () => NOW,
			logger: createLogger({ level: 'silent' }),
		});
		await cache.trim(spare);
		return readdirSync(dir).filter((name) => name !== 'incomplete');
	}

	test('loses nothing while there is room', async () => {
		file('a');
		file('b');
		expect(await trim(200)).toEqual(['a', 'b']);
	});

	test('loses the received file that nobody asked for longest', async () => {
		file('a', {}, 1);
		file('b', {}, 3);
		file('c', {}, 2);
		expect(await trim(250)).toEqual(['a', 'c']);
	});

	test('loses files that were sent long ago after all that were received', async () => {
		file('sent', { direction: 'out', at: NOW - 15 * DAY }, 15);
		file('received', {}, 0);
		expect(await trim(150)).toEqual(['sent']);
	});

	test('loses files that were sent long ago when nothing else is left', async () => {
		file('long-ago', { direction: 'out', at: NOW - 15 * DAY });
		file('lately', { direction: 'out', at: NOW - 13 * DAY });
		expect(await trim(50)).toEqual(['lately']);
	});

	test('loses files of messages that were given up a day ago before those that were sent', async () => {
		file('sent', { direction: 'out', at: NOW - 15 * DAY }, 15);
		file('failed', { direction: 'out', isGivenUp: true, at: NOW - 2 * DAY });
		file('failed-today', { direction: 'out', isGivenUp: true, at: NOW - DAY / 2 });
		expect(await trim(250)).toEqual(['failed-today', 'sent']);
		expect(await trim(50)).toEqual(['failed-today']);
	});

	test('never loses a file that waits to be sent', async () => {
		file('waits', { direction: 'out', isNeeded: true, at: NOW - 20 * DAY }, 20);
		expect(await trim(50)).toEqual(['waits']);
	});

	test('never loses the file that is just being handed out', async () => {
		file('asked-for', {}, 5);
		file('other', {}, 1);
		expect(await trim(50, 'asked-for')).toEqual(['asked-for']);
	});

	test('never loses a file that no message knows: it may belong to one that is being accepted', async () => {
		writeFileSync(join(dir, 'new'), Buffer.alloc(100));
		expect(await trim(50)).toEqual(['new']);
	});
});
