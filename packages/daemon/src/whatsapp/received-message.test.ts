import { describe, expect, test } from '@jest/globals';
import type { proto, WAMessage } from './baileys.js';
import { toReceivedMessage } from './received-message.js';

const BEN = '491700000002@s.whatsapp.net';
const own = {
	id: '491700000001@s.whatsapp.net',
	phoneNumber: '+491700000001',
	lid: '900001@lid',
	name: 'Anna',
};
const ben = { id: BEN, phoneNumber: '+491700000002', lid: '900002@lid', name: 'Ben' };

const convert = (message: Partial<WAMessage>) =>
	toReceivedMessage(
		{
			key: { id: 'A', remoteJid: BEN, fromMe: false },
			messageTimestamp: 1_700_000_000,
			pushName: 'Ben',
			...message,
		},
		{
			own,
			phoneNumberOf: (lid) => (lid === '900003@lid' ? '+491700000003' : undefined),
			encode: () => Uint8Array.of(1),
			now: () => 5,
		},
	);
const contentOf = (message: proto.IMessage) => {
	const received = convert({ message });
	return received && { kind: received.kind, text: received.text, replyTo: received.replyTo };
};
const plain = (kind: string, text: string | null = null) => ({ kind, text, replyTo: null });

describe('the content of a message', () => {
	test.each<[string, proto.IMessage, object]>([
		['a text', { conversation: 'hi' }, plain('text', 'hi')],
		['a long text', { extendedTextMessage: { text: 'hi' } }, plain('text', 'hi')],
		[
			'an answer',
			{ extendedTextMessage: { text: 'yes', contextInfo: { stanzaId: 'Q' } } },
			{ kind: 'text', text: 'yes', replyTo: 'Q' },
		],
		['an image', { imageMessage: { caption: 'look' } }, plain('image', 'look')],
		['a video', { videoMessage: {} }, plain('video')],
		['a video note', { ptvMessage: {} }, plain('video')],
		['audio', { audioMessage: {} }, plain('audio')],
		['a voice note', { audioMessage: { ptt: true } }, plain('voice-note')],
		['a sticker', { stickerMessage: {} }, plain('sticker')],
		['a document', { documentMessage: { caption: 'read' } }, plain('document', 'read')],
		[
			'a document with a caption around it',
			{ documentWithCaptionMessage: { message: { documentMessage: { caption: 'read' } } } },
			plain('document', 'read'),
		],
		['a place', { locationMessage: { name: 'Berlin' } }, plain('location')],
		['a place that moves', { liveLocationMessage: { caption: 'here' } }, plain('location', 'here')],
		['a contact', { contactMessage: { displayName: 'Eve' } }, plain('contact')],
		['a poll', { pollCreationMessageV3: { name: 'When?' } }, plain('poll')],
		['a reaction', { reactionMessage: { text: '👍', key: { id: 'Q' } } }, plain('reaction')],
		[
			'a disappearing text',
			{ ephemeralMessage: { message: { conversation: 'x' } } },
			plain('text', 'x'),
		],
		['a view-once image', { viewOnceMessageV2: { message: { imageMessage: {} } } }, plain('image')],
		[
			'a copy from an own device',
			{ deviceSentMessage: { message: { conversation: 'x' } } },
			plain('text', 'x'),
		],
		['something unknown', { orderMessage: {} }, plain('other')],
	])('%s', (_case, message, expected) => {
		expect(contentOf(message)).toEqual(expected);
	});

	test.each<[string, proto.IMessage]>([
		['a protocol message', { protocolMessage: { type: 5 } }],
		['a group key alone', { senderKeyDistributionMessage: {}, messageContextInfo: {} }],
		['a vote', { pollUpdateMessage: {} }],
		['nothing', {}],
	])('%s is not a message to show', (_case, message) => {
		expect(convert({ message })).toBeNull();
	});

	test('a placeholder of what could not be decrypted is not one either', () => {
		expect(convert({ messageStubType: 2, messageStubParameters: ['No session'] })).toBeNull();
	});

	test('talk between own devices is not one either', () => {
		expect(convert({ message: { conversation: 'x' }, category: 'peer' })).toBeNull();
	});

	test('a place is told with its coordinates, name and address', () => {
		const place = { degreesLatitude: 52.5, degreesLongitude: 13.4, name: 'Dom', address: 'Berlin' };
		expect(convert({ message: { locationMessage: place } })?.location).toEqual({
			latitude: 52.5,
			longitude: 13.4,
			name: 'Dom',
			address: 'Berlin',
		});
	});

	test('cards are told one by one', () => {
		const contacts = ['Eve', 'Finn'].map((displayName) => ({ displayName, vcard: 'TEL:+4917' }));
		const received = convert({ message: { contactsArrayMessage: { contacts } } });
		expect(received?.contacts.map(({ name }) => name)).toEqual(['Eve', 'Finn']);
	});

	test.each([
		[1, false],
		[0, true],
		[2, true],
	])('a poll in which %i may be chosen: multiple is %s', (selectableOptionsCount, multiple) => {
		const options = [{ optionName: 'now' }, { optionName: 'later' }];
		const poll = { name: 'When?', options, selectableOptionsCount };
		expect(convert({ message: { pollCreationMessage: poll } })?.poll).toEqual({
			question: 'When?',
			options: ['now', 'later'],
			multiple,
		});
	});

	test.each([
		['given', '👍'],
		['taken back', ''],
	])('a reaction %s is told with its emoji and its target', (_case, text) => {
		expect(convert({ message: { reactionMessage: { text, key: { id: 'Q' } } } })).toMatchObject({
			reaction: text,
			target: 'Q',
		});
	});

	test('people it names are told with both addresses where they are known', () => {
		const mentionedJid = ['900003@lid', '900001@lid', '491700000004@s.whatsapp.net'];
		const message = { extendedTextMessage: { text: '@all', contextInfo: { mentionedJid } } };
		expect(convert({ message })?.mentions).toEqual([
			{
				...{ id: '491700000003@s.whatsapp.net', phoneNumber: '+491700000003' },
				...{ lid: '900003@lid', name: null },
			},
			own,
			{
				...{ id: '491700000004@s.whatsapp.net', phoneNumber: '+491700000004' },
				...{ lid: null, name: null },
			},
		]);
	});

	test('a file is told with its type, name, size and hash', () => {
		const received = convert({
			message: {
				documentMessage: {
					mimetype: 'application/pdf',
					fileName: 'offer.pdf',
					fileLength: 12,
					fileSha256: Buffer.from('abcd', 'hex'),
				},
			},
		});
		expect(received?.attachment).toEqual({
			mimeType: 'application/pdf',
			fileName: 'offer.pdf',
			size: 12,
			sha256: 'abcd',
		});
	});
});

describe('the people of a message', () => {
	const message = { conversation: 'hi' };

	test('a chat by LID is the one by phone number, where the stanza names both', () => {
		const key = { id: 'A', remoteJid: '900002:1@lid', remoteJidAlt: BEN };
		expect(convert({ key, message })).toMatchObject({
			chat: { ...ben, kind: 'direct' },
			from: ben,
		});
	});

	test('a LID that was seen with its number before is known by it', () => {
		const received = convert({ key: { id: 'A', remoteJid: '900003@lid' }, message });
		expect(received?.chat.phoneNumber).toBe('+491700000003');
	});

	test('a LID alone is the id', () => {
		const received = convert({ key: { id: 'A', remoteJid: '900009@lid' }, message });
		expect(received?.chat).toMatchObject({ id: '900009@lid', phoneNumber: null });
	});

	test('what the owner wrote is from the owner, in the chat of the other', () => {
		const key = {
			id: 'A',
			fromMe: true,
			remoteJid: '900002@lid',
			remoteJidAlt: '491700000001@s.whatsapp.net',
		};
		expect(convert({ key, message })).toMatchObject({
			chat: { id: '900002@lid', phoneNumber: null, name: null },
			from: own,
			fromMe: true,
		});
	});

	test('in a group the sender is the participant', () => {
		const key = {
			id: 'A',
			remoteJid: '1203@g.us',
			participant: '900002:1@lid',
			participantAlt: BEN,
		};
		expect(convert({ key, message })).toMatchObject({
			chat: { id: '1203@g.us', kind: 'group', name: null },
			from: ben,
		});
	});

	test('times are milliseconds', () => {
		expect(convert({ message })?.at).toBe(1_700_000_000_000);
	});
});
