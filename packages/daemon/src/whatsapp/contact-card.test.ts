import { expect, test } from '@jest/globals';
import { phoneNumberIn, toContactCard } from './contact-card.js';

test.each([
	[
		'as WhatsApp writes it',
		'TEL;type=CELL;type=VOICE;waid=491700000001:+49 170 0000001',
		'+491700000001',
	],
	['in a group of properties', 'item1.TEL;waid=491700000001:+49 170 0000001', '+491700000001'],
	['without an id', 'TEL;TYPE=cell:+49 (170) 000-0001', '+491700000001'],
	['with two zeros', 'TEL:0049 170 0000001', '+491700000001'],
	['as a URI', 'TEL;VALUE=uri:tel:+49-170-0000001', '+491700000001'],
	['over two lines', 'TEL;type=CELL;wai\r\n d=491700000001:+49', '+491700000001'],
	['that is national', 'TEL:0170 0000001', null],
	['that is a short one', 'TEL:110', null],
	['that is missing', 'FN:Eve', null],
])('a number %s', (_case, line, expected) => {
	expect(phoneNumberIn(`BEGIN:VCARD\nVERSION:3.0\n${line}\nEND:VCARD`)).toBe(expected);
});

test('the first number is the one', () => {
	expect(phoneNumberIn('TEL:+491700000001\nTEL:+491700000002')).toBe('+491700000001');
});

test('a card keeps its text as it came', () => {
	const vcard = 'BEGIN:VCARD\nFN:Eve\nEND:VCARD';
	expect(toContactCard({ displayName: 'Eve', vcard })).toEqual({
		name: 'Eve',
		phoneNumber: null,
		vcard,
	});
});
