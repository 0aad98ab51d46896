import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { testWithFfmpeg, wav } from '../media/sound.js';
import { World } from '../world.js';
import { BEN, NOTHING, PATH, refusal, send } from './attachment-calls.js';
import { fileForm, picture, sha256 } from './sample-files.js';

describe('what is made of a file', () => {
	const start = async (config = {}): Promise<World> => {
		const world = await World.start({ config });
		await world.linkedSession();
		await world.ben();
		return world;
	};

	testWithFfmpeg('a recording sent as a voice note arrives as one, in Opus', async () => {
		await using world = await start();
		const { body } = await send(world, { data: wav(2).toString('base64'), kind: 'voice-note' });
		const shown = await (await world.ben()).nextMessage();
		expect(shown).toMatchObject({
			kind: 'voice-note',
			attachment: { mimeType: 'audio/ogg; codecs=opus', seconds: 2, problem: null },
		});
		expect(shown.attachment?.waveform).toHaveLength(64);
		expect(shown.attachment?.sha256).toBe(body.attachment?.sha256);
	});

	test('a recording that must be converted without ffmpeg: 422 FFMPEG_MISSING', async () => {
		await using world = await start({ ffmpeg: '/nowhere/ffmpeg' });
		const attachment = { data: wav(1).toString('base64'), kind: 'voice-note' };
		expect(await refusal(world, attachment)).toMatchObject({
			...{ status: 422, code: 'FFMPEG_MISSING', left: NOTHING },
		});
	});

	test('a picture sent as a sticker arrives as a WebP of 512 × 512', async () => {
		await using world = await start();
		const data = (await picture()).toString('base64');
		await send(world, { data, kind: 'sticker' });
		const ben = await world.ben();
		const { id, kind } = await ben.nextMessage();
		const { format, width, height } = await sharp(ben.attachmentBytes(id)).metadata();
		expect([kind, format, width, height]).toEqual(['sticker', 'webp', 512, 512]);
	});

	test.each(['🎉 Größe (2).tar.gz', '報告書.docx', '.env'])(
		'the name %s arrives exactly',
		async (fileName) => {
			await using world = await start();
			await send(world, { data: 'aGk=', kind: 'document', fileName });
			expect((await (await world.ben()).nextMessage()).attachment?.fileName).toBe(fileName);
		},
	);

	test('a part called ../../x.txt arrives as x.txt', async () => {
		await using world = await start();
		await world.call('POST', PATH, {
			form: fileForm(Buffer.from('hi'), '../../x.txt', { to: BEN }),
		});
		expect((await (await world.ben()).nextMessage()).attachment?.fileName).toBe('x.txt');
	});
});

test('a file that was accepted waits for its session and is sent after a restart', async () => {
	await using world = await World.start();
	await world.linkedSession();
	const ben = await world.ben();
	await world.call('POST', '/v1/sessions/sales/stop', { json: {} });
	const bytes = randomBytes(50_000);
	const { body } = await send(world, { data: bytes.toString('base64'), fileName: 'later.bin' });
	expect(readFileSync(join(world.dataDir, 'media', body.id))).toEqual(bytes);
	await world.restart();
	await world.call('POST', '/v1/sessions/sales/start', { json: {} });
	expect((await ben.nextMessage()).attachment?.sha256).toBe(sha256(bytes));
});
