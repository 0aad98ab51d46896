import { describe, expect, test } from '@jest/globals';
import { isLocalClient, isLocalRequest } from './local-callers.js';

describe('local callers', () => {
	test.each([
		[{ host: '127.0.0.1:9298' }, true],
		[{ host: 'localhost' }, true],
		[{ host: '[::1]:80' }, true],
		[{ host: '127.0.0.1', origin: 'http://localhost:3000' }, true],
		[{ host: 'example.com' }, false],
		[{ host: '127.0.0.1.example.com' }, false],
		[{ host: undefined }, false],
		[{ host: '127.0.0.1', origin: 'https://example.com' }, false],
		[{ host: '127.0.0.1', origin: 'null' }, false],
		[{ host: '127.0.0.1', origin: 'https://web.whatsapp.com' }, false],
		[{ host: '127.0.0.1', site: 'cross-site', mode: 'no-cors' }, false],
		[{ host: '127.0.0.1', site: 'cross-site', mode: 'navigate' }, true],
		[{ host: '127.0.0.1', site: 'same-origin', mode: 'no-cors' }, true],
		[{ host: '127.0.0.1', origin: 'http://localhost:3000', site: 'cross-site' }, true],
	])('the control API for %j: %s', (headers, expected) => {
		expect(isLocalRequest(headers)).toBe(expected);
	});

	test('WebSocket and media take the origin that WhatsApp clients name', () => {
		const headers = { host: '127.0.0.1', origin: 'https://web.whatsapp.com' };
		expect(isLocalClient(headers)).toBe(true);
		expect(isLocalClient({ ...headers, host: 'example.com' })).toBe(false);
	});
});
