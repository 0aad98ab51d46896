import { describe, expect, test } from '@jest/globals';
import type { proto, WAMessage } from './baileys.js';
import { toReceivedChange } from './received-change.js';

const BEN = '491700000002@s.whatsapp.net';
const own = {
	id: '491700000001@s.whatsapp.net',
	phoneNumber: '+491700000001',
	lid: '900001@lid',
	name: 'Anna',
};

const convert = (message: proto.IMessage, more: Partial<WAMessage> = {}, attribute?: string) =>
	toReceivedChange(
		{
			key: { id: 'C', remoteJid: BEN, fromMe: false },
			messageTimestamp: 1_700_000_000,
			message,
			...more,
		},
		{
			own,
			phoneNumberOf: () => undefined,
			encode: (content) => Buffer.from(JSON.stringify(content)),
			now: () => 5,
		},
		attribute,
	);

const edit = (editedMessage: proto.IMessage): proto.IMessage => ({
	protocolMessage: { type: 14, key: { id: 'T', remoteJid: BEN, fromMe: true }, editedMessage },
});
const revoke: proto.IMessage = { protocolMessage: { type: 0, key: { id: 'T' } } };

describe('an edit', () => {
	test.each<[string, proto.IMessage]>([
		['of a text', edit({ conversation: 'new' })],
		['of a long text', edit({ extendedTextMessage: { text: 'new' } })],
		['of a caption', edit({ imageMessage: { caption: 'new' } })],
		['in its envelope', { editedMessage: { message: edit({ conversation: 'new' }) } }],
		['of a disappearing text', { ephemeralMessage: { message: edit({ conversation: 'new' }) } }],
		['from an own device', { deviceSentMessage: { message: edit({ conversation: 'new' }) } }],
	])('%s', (_case, message) => {
		expect(convert(message)).toMatchObject({ kind: 'edit', target: 'T', text: 'new' });
	});

	test('carries the new content, the chat, who did it and when', () => {
		expect(convert(edit({ conversation: 'new' }))).toMatchObject({
			whatsappId: 'C',
			chat: { id: BEN, kind: 'direct' },
			from: { id: BEN },
			fromMe: false,
			content: Buffer.from('{"conversation":"new"}'),
			at: 1_700_000_000_000,
		});
	});

	test('by the owner on the phone is from the owner', () => {
		const key = { id: 'C', remoteJid: BEN, fromMe: true };
		expect(convert(edit({ conversation: 'new' }), { key })).toMatchObject({
			from: own,
			fromMe: true,
		});
	});

	test('in a group is from the participant', () => {
		const key = { id: 'C', remoteJid: '1203@g.us', participant: BEN };
		expect(convert(edit({ conversation: 'new' }), { key })).toMatchObject({
			chat: { id: '1203@g.us', kind: 'group' },
			from: { id: BEN },
		});
	});
});

test.each([
	['an admin', '8', true],
	['its writer', '7', false],
])('a delete by %s is known by the stanza', (_case, attribute, asAdmin) => {
	expect(convert(revoke, {}, attribute)?.asAdmin).toBe(asAdmin);
});

test('a delete has a target and no content', () => {
	expect(convert(revoke)).toMatchObject({
		...{ kind: 'delete', target: 'T', text: null, content: null },
	});
});

test.each<[string, proto.IMessage]>([
	['a message', { conversation: 'x' }],
	['an edit of nothing', { protocolMessage: { type: 14, key: { id: 'T' } } }],
	['a delete of nothing', { protocolMessage: { type: 0 } }],
	['a setting of the chat', { protocolMessage: { type: 3, key: { id: 'T' } } }],
	['history', { protocolMessage: { type: 5 } }],
])('%s is no change', (_case, message) => {
	expect(convert(message)).toBeNull();
});

test('talk between own devices is none either', () => {
	expect(convert(revoke, { category: 'peer' })).toBeNull();
});
