import { beforeEach, describe, expect, test } from '@jest/globals';
import * as baileys from '@whiskeysockets/baileys';
import type { BinaryNode, WAMessage } from './baileys.js';
import { IncomingMessages } from './incoming-messages.js';
import type { ReceivedChange, ReceivedMessage } from './whatsapp-connection.js';

const BEN = '491700000002@s.whatsapp.net';

describe('what one socket hears', () => {
	let messages: ReceivedMessage[];
	let changes: ReceivedChange[];
	let acknowledged: BinaryNode[];
	let incoming: IncomingMessages;

	beforeEach(() => {
		messages = [];
		changes = [];
		acknowledged = [];
		incoming = new IncomingMessages({
			baileys,
			own: () => ({ id: '491700000001@s.whatsapp.net', phoneNumber: null, lid: null, name: null }),
			now: () => 0,
			onMessage: (message) => messages.push(message),
			onChange: (change) => changes.push(change),
			onContact: () => {},
			phoneNumberOf: () => undefined,
			stored: () => Promise.reject(new Error('The store is gone.')),
			forget: () => {},
			acknowledge: (stanza) => acknowledged.push(stanza),
			isActive: () => true,
		});
	});

	const hear = (message: Partial<WAMessage>, key: WAMessage['key'] = {}) =>
		incoming.onEvent('messages.upsert', {
			messages: [{ key: { id: 'A', remoteJid: BEN, ...key }, ...message }],
		});
	const unreadable = { messageStubType: 2, messageStubParameters: ['Bad MAC'] };

	test('a message that Baileys raises twice is told once', () => {
		hear({ message: { conversation: 'hi' } });
		hear({ message: { conversation: 'hi' } });
		expect(messages.map(({ text }) => text)).toEqual(['hi']);
	});

	test('a placeholder is not told, and its content is when it comes', () => {
		hear(unreadable);
		hear({ message: { conversation: 'hi' } });
		expect(messages.map(({ text }) => text)).toEqual(['hi']);
	});

	test('an edit and its message are both told, each once', () => {
		const protocolMessage = { type: 14, key: { id: 'A' }, editedMessage: { conversation: 'new' } };
		hear({ message: { conversation: 'hi' } });
		for (let copy = 0; copy < 2; copy += 1) hear({ message: { protocolMessage } }, { id: 'B' });
		expect(messages).toHaveLength(1);
		expect(changes.map(({ target, text }) => [target, text])).toEqual([['A', 'new']]);
	});

	test('a status that cannot be read is let go, so that it holds nothing up', () => {
		hear(unreadable, { remoteJid: 'status@broadcast', participant: BEN });
		expect(acknowledged).toEqual([
			{ tag: 'message', attrs: { id: 'A', from: 'status@broadcast', participant: BEN } },
		]);
	});

	test('a message that cannot be read is not let go: it is asked for again', () => {
		hear(unreadable);
		expect(acknowledged).toEqual([]);
	});

	test('a store that fails after the backlog is for the next connection', async () => {
		await expect(incoming.onCaughtUp()).resolves.toBeUndefined();
	});
});
