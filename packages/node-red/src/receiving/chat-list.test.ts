import { expect, test } from '@jest/globals';
import type { Chat } from '@waypost/client';
import { chatTestOf } from './chat-list.ts';

const translate = (key: string) => key;
const direct: Chat = {
	id: '491700000001@s.whatsapp.net',
	phoneNumber: '+491700000001',
	lid: '7@lid',
	name: null,
	kind: 'direct',
};

test.each([[undefined], [''], [' , ;\n']])('%j names no chats: all are meant', (list) => {
	expect(chatTestOf(list, translate)).toBeNull();
});

test.each([
	'+49 170 0000001',
	'0049 170-000.0001',
	'49 (170) 0000001',
	'+49 (0)170 0000001',
	'+49\u00a0170\u20110000001',
	direct.id,
	'7@lid',
	'123@g.us, +491700000001',
])('%j means the chat', (list) => {
	expect(chatTestOf(list, translate)!(direct)).toBe(true);
});

test('other chats are not meant, nor what is about no chat', () => {
	const isMeant = chatTestOf('+491700000002; 123@g.us', translate)!;
	expect(isMeant(direct)).toBe(false);
	expect(isMeant(null)).toBe(false);
});

test.each(['0170 0000001', '12345', '1234567890123456'])('%j can be no number', (list) => {
	expect(() => chatTestOf(list, translate)).toThrow(
		expect.objectContaining({ code: 'INVALID_NUMBER' }),
	);
});
