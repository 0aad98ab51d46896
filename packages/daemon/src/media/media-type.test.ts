import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { detectMediaType, type MediaClaim } from './media-type.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const FILES = {
	jpeg: hex('ffd8ffe0 00104a46 49460001 01000001 00010000'),
	png: hex(
		'89504e47 0d0a1a0a 0000000d 49484452 00000001 00000001 08060000 00 1f15c489 00000000 49454e44 ae426082',
	),
	mp4: Buffer.concat([
		hex('00000018'),
		Buffer.from('ftypmp42'),
		hex('00000000'),
		Buffer.from('mp42isom'),
	]),
	mp3: Buffer.concat([
		Buffer.from('ID3'),
		hex('0300 0000 0000 00'),
		hex('fffb9064'),
		Buffer.alloc(600),
	]),
	ogg: Buffer.concat([
		Buffer.from('OggS'),
		Buffer.alloc(24),
		Buffer.from('OpusHead'),
		Buffer.alloc(20),
	]),
	pdf: Buffer.from('%PDF-1.7\n'),
	text: Buffer.from('just words'),
	html: Buffer.from('<!doctype html><script>alert(1)</script>'),
};

describe('what a file is', () => {
	let folder: string;
	const detect = async (file: keyof typeof FILES, claim: MediaClaim = {}) => {
		const path = join(folder, file);
		await writeFile(path, FILES[file]);
		return detectMediaType(path, claim);
	};

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'waypost-media-type-'));
	});
	afterAll(() => rm(folder, { recursive: true }));

	test.each([
		['jpeg', 'image', 'image/jpeg'],
		['png', 'image', 'image/png'],
		['mp4', 'video', 'video/mp4'],
		['mp3', 'audio', 'audio/mpeg'],
		['pdf', 'document', 'application/pdf'],
		['text', 'document', 'application/octet-stream'],
	] as const)('a %s goes as %s', async (file, kind, mimeType) => {
		expect(await detect(file)).toMatchObject({ kind, mimeType });
	});

	test('its claims do not count: a page that calls itself a picture is a document', async () => {
		expect(await detect('html', { mimeType: 'image/jpeg' })).toMatchObject({ kind: 'document' });
	});

	test.each([
		['jpeg', 'sticker'],
		['mp3', 'voice-note'],
	] as const)('a %s can be made a %s', async (file, kind) => {
		expect(await detect(file, { kind })).toMatchObject({ kind });
	});

	test('a picture can be sent as a document', async () => {
		expect(await detect('jpeg', { kind: 'document' })).toMatchObject({
			kind: 'document',
			mimeType: 'image/jpeg',
		});
	});

	test('a document that claims to be of no known type is what its content says', async () => {
		const claim = { mimeType: 'application/octet-stream' };
		expect(await detect('pdf', claim)).toMatchObject({ mimeType: 'application/pdf' });
	});

	test('a document keeps the type it claims', async () => {
		expect(await detect('text', { mimeType: 'text/csv' })).toMatchObject({ mimeType: 'text/csv' });
	});

	test.each([
		['html', 'image'],
		['pdf', 'video'],
		['text', 'audio'],
		['pdf', 'sticker'],
		['mp4', 'voice-note'],
	] as const)('a %s cannot be sent as %s', async (file, kind) => {
		await expect(detect(file, { kind })).rejects.toMatchObject({ code: 'MEDIA_INVALID' });
	});
});
