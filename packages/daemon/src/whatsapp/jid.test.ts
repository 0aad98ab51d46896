import { expect, test } from '@jest/globals';
import {
	accountJid,
	addressOf,
	chatAddressOf,
	chatKindOf,
	isSameAccount,
	lidOf,
	parseJid,
	phoneNumberOf,
} from './jid.js';

test.each([
	['491700000001@s.whatsapp.net', { user: '491700000001', server: 's.whatsapp.net', device: 0 }],
	[
		'491700000001:12@s.whatsapp.net',
		{ user: '491700000001', server: 's.whatsapp.net', device: 12 },
	],
	[
		'491700000001_1:3@s.whatsapp.net',
		{ user: '491700000001', server: 's.whatsapp.net', device: 3 },
	],
	['491700000001@c.us', { user: '491700000001', server: 's.whatsapp.net', device: 0 }],
	['1234:5@lid', { user: '1234', server: 'lid', device: 5 }],
	['1203-99@g.us', { user: '1203-99', server: 'g.us', device: 0 }],
	['status@broadcast', { user: 'status', server: 'broadcast', device: 0 }],
	['@s.whatsapp.net', { user: '', server: 's.whatsapp.net', device: 0 }],
	['nothing', null],
	['', null],
	[null, null],
	[undefined, null],
])('%s is taken apart', (text, expected) => {
	expect(parseJid(text)).toEqual(expected);
});

test.each([
	['491700000001:12@s.whatsapp.net', '491700000001@s.whatsapp.net', '+491700000001', null],
	['1234:5@lid', '1234@lid', null, '1234@lid'],
	['1203-99@g.us', '1203-99@g.us', null, null],
	['abc@s.whatsapp.net', 'abc@s.whatsapp.net', null, null],
])('%s without its device is %s', (text, account, phoneNumber, lid) => {
	expect([accountJid(text), phoneNumberOf(text), lidOf(text)]).toEqual([account, phoneNumber, lid]);
});

test.each([
	['49170@s.whatsapp.net', '49170:3@s.whatsapp.net', true],
	['49170@s.whatsapp.net', '49170@lid', false],
	['49170@s.whatsapp.net', null, false],
	[null, null, false],
])('%s and %s are the same account: %s', (one, other, expected) => {
	expect(isSameAccount(one, other)).toBe(expected);
});

test.each([
	['49170@s.whatsapp.net', 'direct'],
	['1234@lid', 'direct'],
	['1203@g.us', 'group'],
	['status@broadcast', 'status'],
	['123@broadcast', 'broadcast'],
	['120@newsletter', 'channel'],
])('%s is a %s chat', (jid, kind) => {
	expect(chatKindOf(jid)).toBe(kind);
});

test.each([
	[
		['1234:1@lid', '491700000001:2@s.whatsapp.net'],
		{ id: '491700000001@s.whatsapp.net', phoneNumber: '+491700000001', lid: '1234@lid' },
	],
	[['1234@lid', undefined], { id: '1234@lid', phoneNumber: null, lid: '1234@lid' }],
	[['1203@g.us'], { id: '1203@g.us', phoneNumber: null, lid: null }],
])('a person known as %j', (jids, expected) => {
	expect(addressOf(jids, 'Ben')).toEqual({ ...expected, name: 'Ben' });
});

test('no address is made of nothing', () => {
	expect(addressOf([undefined, 'nothing'], null)).toBeNull();
});

test('a number leads to the same chat as its chat id', () => {
	expect(chatAddressOf('+491700000001')).toEqual(chatAddressOf('491700000001@s.whatsapp.net'));
});

test('what is neither number nor chat id is an error', () => {
	expect(() => chatAddressOf('Ben')).toThrow(expect.objectContaining({ code: 'INVALID_NUMBER' }));
});
