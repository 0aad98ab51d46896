import { describe, expect, test } from '@jest/globals';
import { firstLink } from './link-preview.js';

describe('the first link of a text', () => {
	test.each([
		['see https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
		['(https://example.com/a).', 'https://example.com/a'],
		['http://example.com, then https://example.org', 'http://example.com'],
		['"https://example.com/x"', 'https://example.com/x'],
		['HTTPS://EXAMPLE.COM', 'HTTPS://EXAMPLE.COM'],
		['no link: example.com, mailto:a@b.c', null],
		['https://', null],
		['', null],
	])('of %j is %j', (text, link) => {
		expect(firstLink(text)).toBe(link);
	});
});
