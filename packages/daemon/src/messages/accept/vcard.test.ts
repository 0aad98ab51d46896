import { expect, test } from '@jest/globals';
import { formatVcard } from './vcard.js';

test('a card carries its name, its number with waid, and what else is given', () => {
	const card = formatVcard({
		name: 'Clara Müller',
		phoneNumber: '+491700000003',
		organization: 'Bakery',
		email: 'clara@example.com',
	});
	expect(card.split('\n')).toEqual([
		'BEGIN:VCARD',
		'VERSION:3.0',
		'N:;Clara Müller;;;',
		'FN:Clara Müller',
		'ORG:Bakery;',
		'TEL;type=CELL;type=VOICE;waid=491700000003:+491700000003',
		'EMAIL:clara@example.com',
		'END:VCARD',
	]);
});

test.each([
	['semicolons, commas and backslashes', 'a;b,c\\d', 'a\\;b\\,c\\\\d'],
	['a line break that would begin another number', 'A\nTEL:+1', 'A\\nTEL:+1'],
	['a carriage return', 'A\r\nEND:VCARD', 'A\\nEND:VCARD'],
	['the line breaks of Unicode', 'A\u2028B\u0085C', 'A\\nB\\nC'],
	['control characters', 'A\u0007B', 'AB'],
])('%s in a name stay inside the name', (_what, name, written) => {
	const lines = formatVcard({ name, phoneNumber: '+491700000003' }).split('\n');
	expect(lines).toHaveLength(6);
	expect(lines[3]).toBe(`FN:${written}`);
});
