import { expect, test } from '@jest/globals';
import { digitsOf, lidOf } from './phone-number.js';

test.each(['+491700000001', '491700000001', '+49 (170) 000-0001', ' +49.170.0000001 '])(
	'"%s" is read as the same number',
	(spelling) => {
		expect(digitsOf(spelling)).toBe('491700000001');
	},
);

test.each(['', '0170 1', '+49abc', '12345', '+1234567890123456', '491700000001@s.whatsapp.net'])(
	'"%s" is refused',
	(spelling) => {
		expect(() => digitsOf(spelling)).toThrow('is not a phone number');
	},
);

test('a number always has the same LID of 15 digits', () => {
	expect(lidOf('491700000001')).toBe(lidOf('491700000001'));
	expect(lidOf('491700000001')).toMatch(/^1\d{14}$/);
	expect(lidOf('491700000001')).not.toBe(lidOf('491700000002'));
});
