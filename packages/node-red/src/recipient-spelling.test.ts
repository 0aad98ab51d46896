import { describe, expect, test } from '@jest/globals';
import { parseRecipient } from '../../daemon/src/messages/recipient.ts';
import { chatOf, spellingOf } from './recipient-spelling.ts';

describe('a recipient is spelled as the daemon reads it', () => {
	test.each([
		'+491700000001',
		'491700000001',
		'00491700000001',
		'+49 (0)170 0000001',
		'0049-170-0000001',
		'+49\u00a0170\u2011000\u20110001',
		' (49) 170/000.0001 ',
	])('%s', (text) => {
		expect(parseRecipient(text)).toEqual({
			kind: 'phone-number',
			phoneNumber: spellingOf(text),
		});
	});

	test.each(['491700000001@s.whatsapp.net', ' 491700000001@c.us', '12345@lid', '12345-67890@g.us'])(
		'%s',
		(text) => {
			expect(parseRecipient(text)).toEqual({ kind: 'chat', chatId: spellingOf(text) });
		},
	);
});

test.each(['0170 0000001', '12345', '1234567890123456', 'Anna', ''])(
	'%j is none, and stays as it is',
	(text) => {
		expect(spellingOf(text)).toBe(text);
	},
);

test('a direct chat is one, by its number and by its id', () => {
	expect(chatOf('491700000001@s.whatsapp.net')).toBe(chatOf('+49 170 0000001'));
	expect(chatOf('491700000001@lid')).not.toBe(chatOf('+49 170 0000001'));
});
