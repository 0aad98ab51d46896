import { describe, expect, test } from '@jest/globals';
import { contactMessage, locationMessage, pollMessage, textMessage } from './outgoing-body.js';

const CARD = { name: 'Carla', phoneNumber: null, vcard: 'BEGIN:VCARD' };

describe('the message for', () => {
	test('a text asks Baileys for no preview', () => {
		expect(textMessage('https://example.com', null)).toEqual({
			extendedTextMessage: { text: 'https://example.com' },
		});
	});

	test('a link says what it leads to', () => {
		const thumbnail = Buffer.from('jpeg');
		const preview = { url: 'https://a.example', title: 'A', description: null, thumbnail };
		expect(textMessage('see https://a.example', preview)).toEqual({
			extendedTextMessage: {
				text: 'see https://a.example',
				matchedText: 'https://a.example',
				title: 'A',
				previewType: 0,
				jpegThumbnail: thumbnail,
			},
		});
	});

	test('a location leaves out what is not known', () => {
		const location = { latitude: 1, longitude: 2, name: null, address: 'Street 1' };
		expect(locationMessage(location)).toEqual({
			locationMessage: { degreesLatitude: 1, degreesLongitude: 2, address: 'Street 1' },
		});
	});

	test('one card is that card, several are a list', () => {
		const card = { displayName: 'Carla', vcard: 'BEGIN:VCARD' };
		expect(contactMessage([CARD])).toEqual({ contactMessage: card });
		expect(contactMessage([CARD, CARD])).toEqual({
			contactsArrayMessage: { displayName: '2 contacts', contacts: [card, card] },
		});
	});

	test.each([
		[false, 'pollCreationMessageV3', 1],
		[true, 'pollCreationMessage', 0],
	])('a poll with several answers allowed: %s', (multiple, part, selectableOptionsCount) => {
		expect(pollMessage({ question: 'When?', options: ['Now'], multiple })).toEqual({
			[part]: { name: 'When?', options: [{ optionName: 'Now' }], selectableOptionsCount },
		});
	});
});
