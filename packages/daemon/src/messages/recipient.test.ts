import { describe, expect, test } from '@jest/globals';
import { WaypostError } from '../runtime/waypost-error.js';
import { parseRecipient } from './recipient.js';

const refusal = (to: string): WaypostError => {
	try {
		parseRecipient(to);
	} catch (error) {
		if (error instanceof WaypostError) return error;
		throw error;
	}
	throw new Error(`${to} was taken`);
};

describe('a recipient', () => {
	test.each([
		'+491700000001',
		'491700000001',
		'00491700000001',
		'+49 170 0000001',
		'+49 (0)170 0000001',
		'0049-170-0000001',
		'+49\u00a0170\u2011000\u20110001',
		' (49) 170/000.0001 ',
	])('%s is one phone number', (to) => {
		expect(parseRecipient(to)).toEqual({ kind: 'phone-number', phoneNumber: '+491700000001' });
	});

	test.each(['491700000001@s.whatsapp.net', '123456789012345@lid', '120363000000000000@g.us'])(
		'%s is the id of a chat',
		(chatId) => {
			expect(parseRecipient(chatId)).toEqual({ kind: 'chat', chatId });
		},
	);

	test('the older spelling of a chat id is understood', () => {
		expect(parseRecipient('491700000001@c.us')).toEqual({
			kind: 'chat',
			chatId: '491700000001@s.whatsapp.net',
		});
	});

	test.each([
		['0170 0000001', 'no country code'],
		['+0 170 0000001', 'no country code'],
		['12345', '5 digits'],
		['1234567890123456', '16 digits'],
		['hello', 'not a phone number'],
		['+49 170 abc', 'not a phone number'],
		['٤٩١٧٠٠٠٠٠٠٠١', 'not a phone number'],
		['status@broadcast', 'not a chat id'],
		['a@g.us\r\nX: y', 'not a chat id'],
		['x'.repeat(10_000), 'not a phone number'],
	])('%s is refused: %s', (to, words) => {
		const error = refusal(to);
		expect(error.code).toBe('INVALID_NUMBER');
		expect(error.message).toContain(words);
		expect(error.message.length).toBeLessThan(250);
	});

	test('a zero after the country code is refused with the number that was meant', () => {
		expect(refusal('+49 0170 1234567').message).toContain('Did you mean +491701234567?');
	});
});
