import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MediaDownloads, type MessageWithMedia } from '../../src/media/media-downloads.js';
import { MediaFolder } from '../../src/media/media-folder.js';
import { WaypostError } from '../../src/runtime/waypost-error.js';
import { ManualClock } from '../http/manual-clock.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('fetching the file of a message', () => {
	const bytes = randomBytes(5_000);
	const content = Buffer.from('first place');
	const moved = Buffer.from('second place');
	let dir: string;
	/** What WhatsApp has, by content. */
	let server: Map<string, Buffer>;
	let asked: string[];
	let reuploads: number;

	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'waypost-downloads-'));
		server = new Map([[content.toString(), bytes]]);
		asked = [];
		reuploads = 0;
	});
	afterEach(() => rmSync(dir, { recursive: true }));

	const message = (attachment: Partial<MessageWithMedia['attachment']> = {}): MessageWithMedia => ({
		...{ id: 'm1', sessionId: 'sales', mediaFile: null, content },
		attachment: { size: bytes.length, sha256: sha256(bytes), ...attachment },
	});

	function downloads(reupload: () => Uint8Array = () => moved): MediaDownloads {
		return new MediaDownloads({
			folder: new MediaFolder(dir),
			connector: {
				downloadMedia: async (from) => {
					const place = Buffer.from(from).toString();
					asked.push(place);
					const found = server.get(place);
					if (!found) throw new WaypostError('MEDIA_EXPIRED');
					return Readable.from([found.subarray(0, 1_000), found.subarray(1_000)]);
				},
			},
			requestReupload: async () => {
				reuploads += 1;
				return reupload();
			},
			onFetched: () => {},
			clock: new ManualClock(),
		});
	}

	test('gives its bytes', async () => {
		expect(readFileSync(await downloads().fileOf(message()))).toEqual(bytes);
	});

	test('asks WhatsApp once, however many ask for it', async () => {
		const media = downloads();
		await Promise.all([1, 2, 3].map(() => media.fileOf(message())));
		await media.fileOf(message());
		expect(asked).toEqual(['first place']);
	});

	test('asks the phone when WhatsApp has deleted it', async () => {
		server = new Map([[moved.toString(), bytes]]);
		expect(readFileSync(await downloads().fileOf(message()))).toEqual(bytes);
		expect([asked, reuploads]).toEqual([['first place', 'second place'], 1]);
	});

	test('asks the phone once', async () => {
		server = new Map();
		await expect(downloads().fileOf(message())).rejects.toMatchObject({ code: 'MEDIA_EXPIRED' });
		expect(reuploads).toBe(1);
	});

	test.each([
		['other bytes than announced', { sha256: sha256(Buffer.from('other')) }],
		['fewer bytes than announced, without a hash', { sha256: null, size: 6_000 }],
	])('refuses %s, and keeps nothing', async (_name, announced) => {
		await expect(downloads().fileOf(message(announced))).rejects.toMatchObject({
			code: 'MEDIA_DOWNLOAD_FAILED',
		});
		expect([readdirSync(dir), readdirSync(join(dir, 'incomplete'))]).toEqual([['incomplete'], []]);
	});

	test('takes a wrong size for a slip of the sender when the hash fits', async () => {
		expect(existsSync(await downloads().fileOf(message({ size: 1 })))).toBe(true);
	});

	test('tries again after a failure', async () => {
		server = new Map([[content.toString(), Buffer.from('broken')]]);
		const media = downloads();
		await media.fileOf(message()).catch(() => {});
		server = new Map([[content.toString(), bytes]]);
		expect(readFileSync(await media.fileOf(message()))).toEqual(bytes);
	});

	test('leaves nothing of a message that is deleted while its file is fetched', async () => {
		const media = downloads();
		const fetching = media.fileOf(message());
		await media.forget('m1');
		expect(existsSync(await fetching)).toBe(false);
	});

	test('says that there is none without content', async () => {
		await expect(downloads().fileOf({ ...message(), content: null })).rejects.toMatchObject({
			code: 'MEDIA_NOT_FOUND',
		});
	});
});
