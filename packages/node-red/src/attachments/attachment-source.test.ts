import { describe, expect, test } from '@jest/globals';
import { toFile } from './attachment-source.ts';

const translate = (key: string) => key;
const fileOf = (value: unknown) => toFile(value, 'auto', translate);
const bytesOf = (value: unknown) => Buffer.from(fileOf(value).file as Uint8Array).toString();
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('bytes are', () => {
	test.each([
		['a Buffer', Buffer.from('Hello')],
		['a Uint8Array', new TextEncoder().encode('Hello')],
		['an ArrayBuffer', new TextEncoder().encode('Hello').buffer],
		['a Buffer as JSON writes it', JSON.parse(JSON.stringify(Buffer.from('Hello'))) as unknown],
		['base64', base64('Hello')],
		['base64 without its padding', base64('Hello').replace('=', '')],
		['base64 in lines', 'SGVs\nbG8=\n'],
		['a data URL of base64', `data:text/plain;charset=utf-8;base64,${base64('Hello')}`],
		['a data URL of text', 'data:,Hel%6Co'],
		['what Message Received has fetched', { fileName: 'a.txt', data: Buffer.from('Hello') }],
		['base64 with a name', { fileName: 'a.txt', data: base64('Hello') }],
	])('%s', (_name, value) => {
		expect(bytesOf(value)).toBe('Hello');
	});
});

test.each(['https://example.com/a.pdf', ' HTTP://example.com/a.pdf\n'])(
	'a web address is fetched by Waypost: %j',
	(url) => {
		expect(fileOf(url).file).toEqual({ url: url.trim() });
	},
);

test('what Message Received has fetched keeps its name and type', () => {
	const file = { fileName: 'a.txt', mimeType: 'text/plain', data: Buffer.from('Hello') };
	expect(fileOf(file)).toMatchObject({ fileName: 'a.txt', mimeType: 'text/plain' });
});

test('the same bytes are the same file, however they are given', () => {
	expect(fileOf(base64('Hello')).identity).toEqual(fileOf(Buffer.from('Hello')).identity);
	expect(fileOf('SGVsbG8h').identity).not.toEqual(fileOf(Buffer.from('Hello')).identity);
});

describe('there is no file in', () => {
	test.each([
		['nothing', undefined],
		['null', null],
		['spaces', ' \n'],
		['what Message Received did not fetch', { fileName: 'a.txt', notDownloaded: 'too large' }],
	])('%s', (_name, value) => {
		expect(() => fileOf(value)).toThrow(expect.objectContaining({ code: 'NO_FILE' }));
	});
});

describe('no file is', () => {
	test.each([
		['a sentence', 'Dear customer, hello'],
		['base64 that is cut off', 'SGVsb'],
		['base64 that is padded wrongly', 'SGVsbG8=='],
		['a data URL that is not percent-encoded', 'data:,100%'],
		['a number', 7],
		['any object', { a: 1 }],
		['a name with an object in place of bytes', { fileName: 'a.txt', data: { a: 1 } }],
	])('%s', (_name, value) => {
		expect(() => fileOf(value)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }));
	});

	test('bytes where a path of the media folder is wanted', () => {
		expect(() => toFile(Buffer.from('a.pdf'), 'mediaPath', translate)).toThrow(
			expect.objectContaining({ code: 'INVALID_VALUE' }),
		);
	});
});
