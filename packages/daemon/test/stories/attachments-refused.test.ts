import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Problem } from '@waypost/contract';
import { World } from '../world.js';
import { BEN, leftovers, MB, NOTHING, PATH, refusal } from './attachment-calls.js';
import { fileForm } from './sample-files.js';

describe('a file that cannot be sent is refused before anything is stored or sent', () => {
	const html = Buffer.from('<!doctype html><script>alert(1)</script>').toString('base64');
	let world: World;
	beforeAll(async () => {
		world = await World.start({ config: { maxFileSize: MB } });
		await world.linkedSession();
		await world.ben();
	});
	afterAll(() => world[Symbol.asyncDispose]());

	test.each([
		['of 0 bytes', { data: '', kind: 'document' }, 422, 'MEDIA_INVALID'],
		[
			'a page called a picture',
			{ data: html, kind: 'image', mimeType: 'image/jpeg' },
			422,
			'MEDIA_INVALID',
		],
		['a page called a recording', { data: html, kind: 'voice-note' }, 422, 'MEDIA_INVALID'],
		['a page called a sticker', { data: html, kind: 'sticker' }, 422, 'MEDIA_INVALID'],
		[
			'with a name that leads upwards',
			{ data: 'aGk=', fileName: '../../x' },
			400,
			'INVALID_REQUEST',
		],
		['with a name of two lines', { data: 'aGk=', fileName: 'a\r\nb' }, 400, 'INVALID_REQUEST'],
		[
			'with a name that turns its direction',
			{ data: 'aGk=', fileName: 'a\u202eb' },
			400,
			'INVALID_REQUEST',
		],
		[
			'with a name of 300 characters',
			{ data: 'aGk=', fileName: 'x'.repeat(300) },
			400,
			'INVALID_REQUEST',
		],
		['by an address that is none', { url: 'file:///etc/passwd' }, 400, 'INVALID_REQUEST'],
		['by an address with a password', { url: 'http://user:pass@example.com/' }, 422, 'URL_BLOCKED'],
		[
			'by an address where clouds keep keys',
			{ url: 'http://169.254.169.254/latest' },
			422,
			'URL_BLOCKED',
		],
		['from two places', { url: 'http://example.com/', data: 'aGk=' }, 400, 'INVALID_REQUEST'],
	])('%s', async (_name, attachment, status, code) => {
		expect(await refusal(world, attachment)).toMatchObject({ status, code, left: NOTHING });
	});

	test('larger than WAYPOST_MAX_FILE_SIZE, as a part: the limit is named', async () => {
		const { status, body } = await world.call<Problem>('POST', PATH, {
			form: fileForm(Buffer.alloc(MB + 1), 'large.bin', { to: BEN }),
		});
		expect([status, body.code, body.detail]).toEqual([
			...[413, 'PAYLOAD_TOO_LARGE'],
			expect.stringContaining('1 MB'),
		]);
		expect(await leftovers(world)).toEqual(NOTHING);
	});
});
