import { expect, test } from '@jest/globals';
import { formatQuery, parseBaseUrl, path } from './address.js';

test.each([
	['http://127.0.0.1:9297', 'http://127.0.0.1:9297'],
	['http://127.0.0.1:9297/', 'http://127.0.0.1:9297'],
	['https://example.org/waypost//', 'https://example.org/waypost'],
	['https://example.org/?a=1#b', 'https://example.org'],
])('%s becomes %s', (url, expected) => {
	expect(parseBaseUrl(url)).toBe(expected);
});

test.each(['127.0.0.1:9297', 'ftp://example.org', '', 'http://user:word@example.org'])(
	'"%s" is refused as an address',
	(url) => {
		expect(() => parseBaseUrl(url)).toThrow(expect.objectContaining({ code: 'INVALID_URL' }));
	},
);

test('a password in the address is not repeated in the error', () => {
	expect(() => parseBaseUrl('http://user:hidden@example.org')).not.toThrow(/hidden/);
});

test('the parts of a path are encoded', () => {
	expect(path`/v1/sessions/${'a/b c'}/x`).toBe('/v1/sessions/a%2Fb%20c/x');
});

test.each(['', '.', '..'])('"%s" is refused as a part of a path', (part) => {
	expect(() => path`/v1/sessions/${part}`).toThrow('cannot be an id');
});

test('a query leaves out what is undefined and repeats lists', () => {
	expect(formatQuery({ a: undefined, b: ['x', 'y'], c: 1 })).toBe('?b=x&b=y&c=1');
});
