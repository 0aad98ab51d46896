import { describe, expect, test } from '@jest/globals';
import { formatApiKey } from '../keys/api-key.js';
import { hideApiKeys, shortenJids, shortenPhoneNumbers } from './shorten-identifiers.js';

describe('in a text', () => {
	test.each([
		['from +491700000001 to +15550100002', 'from +49•••••01 to +15•••••02'],
		['2026-11-21T09:30:00.000Z', '2026-11-21T09:30:00.000Z'],
		['1 + 1234', '1 + 1234'],
	])('phone numbers are shortened: %s', (text, expected) => {
		expect(shortenPhoneNumbers(text)).toBe(expected);
	});

	test.each([
		['491700000001@s.whatsapp.net', '49•••••01@s.whatsapp.net'],
		['491700000001:3@s.whatsapp.net', '49•••••01:3@s.whatsapp.net'],
		['120363000000000001@g.us', '12•••••01@g.us'],
		['491700000001-1600000000@g.us', '49•••••01-1600000000@g.us'],
		['100000000000001_1:3@lid', '10•••••01_1:3@lid'],
		['status@broadcast', 'status@broadcast'],
	])('JIDs are shortened: %s', (text, expected) => {
		expect(shortenJids(text)).toBe(expected);
	});

	test('API keys keep only their public id', () => {
		const key = formatApiKey('live', 'abcd1234');
		expect(hideApiKeys(`the key ${key}.`)).toBe('the key wp_live_abcd1234_….');
	});
});
