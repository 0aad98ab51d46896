import { describe, expect, test } from '@jest/globals';
import { formatApiKey, generateKeyId, hashApiKey, parseApiKey } from './api-key.js';

describe('an API key', () => {
	test('carries its environment and its public id', () => {
		expect(parseApiKey(formatApiKey('live', 'abcd1234'))).toEqual({
			...{ environment: 'live', id: 'abcd1234' },
		});
		expect(parseApiKey(formatApiKey('test', 'abcd1234'))?.environment).toBe('test');
	});

	test('has the form that scanners look for', () => {
		const key = formatApiKey('live', generateKeyId());
		expect(key).toMatch(/^wp_live_[a-z0-9]{8}_[\w-]{43}_[\w-]{6}$/);
	});

	test('is recognised as wrong when one character is', () => {
		const key = formatApiKey('live', 'abcd1234');
		const wrong = Array.from(key, (character, index) => {
			const other = character === 'a' ? 'b' : 'a';
			return key.slice(0, index) + other + key.slice(index + 1);
		});
		expect(wrong.filter((each) => parseApiKey(each) !== null)).toEqual([]);
	});

	test.each(['', 'wp_live_', 'Bearer x', `${formatApiKey('live', 'abcd1234')} `])(
		'is not %j',
		(text) => {
			expect(parseApiKey(text)).toBeNull();
		},
	);

	test('is never made twice', () => {
		const keys = Array.from({ length: 200 }, () => formatApiKey('live', 'abcd1234'));
		expect(new Set(keys).size).toBe(200);
	});

	test('is kept as SHA-256', () => {
		expect(hashApiKey('abc').toString('hex')).toMatch(/^ba7816bf8f01cfea/);
	});
});
