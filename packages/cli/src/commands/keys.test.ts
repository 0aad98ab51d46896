import { expect, test } from '@jest/globals';
import { parseExpiry } from './keys.js';

const NOW = Date.parse('2030-01-01T00:00:00Z');

test.each([
	['30m', '2030-01-01T00:30:00.000Z'],
	['12h', '2030-01-01T12:00:00.000Z'],
	['30d', '2030-01-31T00:00:00.000Z'],
	['2030-12-31', '2030-12-31T00:00:00.000Z'],
	['2030-12-31T10:00:00Z', '2030-12-31T10:00:00.000Z'],
])('%s is a time to expire', (text, expected) => {
	expect(parseExpiry(text, undefined, NOW).toISOString()).toBe(expected);
});

test.each(['', 'soon', '12', '-1d', '2029-12-31', '2030-13-01', '0d'])(
	'"%s" is refused as a time to expire',
	(text) => {
		expect(() => parseExpiry(text, undefined, NOW)).toThrow('Write a date to come');
	},
);
