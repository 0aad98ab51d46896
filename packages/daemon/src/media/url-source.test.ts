import { describe, expect, test } from '@jest/globals';
import { nameOf } from './url-source.js';

const name = (url: string, disposition?: string): string | null =>
	nameOf({
		url: new URL(url),
		headers: disposition === undefined ? {} : { 'content-disposition': disposition },
	});

describe('the name of a fetched file', () => {
	test.each([
		['https://example.com/files/report.pdf?token=1', 'report.pdf'],
		['https://example.com/Gr%C3%B6%C3%9Fe.pdf', 'Größe.pdf'],
		['https://example.com/a%2Fb.pdf', 'b.pdf'],
		['https://example.com/100%.pdf', '100%.pdf'],
		['https://example.com/', null],
	])('of %s is the last part of its path: %s', (url, expected) => {
		expect(name(url)).toBe(expected);
	});

	test.each([
		['attachment; filename="report.pdf"', 'report.pdf'],
		['attachment; filename=report.pdf; size=3', 'report.pdf'],
		['attachment; filename="a \\"quoted\\" name.pdf"', 'a "quoted" name.pdf'],
		["attachment; filename=x.pdf; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf", 'Größe.pdf'],
		[Buffer.from('attachment; filename="Größe.pdf"').toString('latin1'), 'Größe.pdf'],
		['attachment; filename="../../etc/passwd"', 'passwd'],
		['inline', 'served'],
	])('is what the server says: %s', (disposition, expected) => {
		expect(name('https://example.com/served', disposition)).toBe(expected);
	});
});
