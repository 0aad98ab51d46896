import { expect, test } from '@jest/globals';
import { mediaUrl } from './media-download.js';

const live = { mode: 'live' } as const;
const sandbox = { mode: 'sandbox', url: 'ws://127.0.0.1:9298/ws/chat', rootKey: '' } as const;

test.each([
	[live, '/v/t62?a=b', null, 'https://mmg.whatsapp.net/v/t62?a=b'],
	[
		live,
		'/v/t62',
		'https://media-fra3-1.cdn.whatsapp.net/x',
		'https://media-fra3-1.cdn.whatsapp.net/v/t62',
	],
	[live, null, 'https://mmg.whatsapp.net/v/t62?a=b', 'https://mmg.whatsapp.net/v/t62?a=b'],
	[live, '/v/t62', 'https://192.168.1.1/x', 'https://mmg.whatsapp.net/v/t62'],
	[live, '/v/t62', 'https://whatsapp.net.example.com/x', 'https://mmg.whatsapp.net/v/t62'],
	[sandbox, '/mms/x', 'https://127.0.0.1:9298/mms/x', 'https://127.0.0.1:9298/mms/x'],
	[sandbox, '/mms/x', 'https://127.0.0.1:9297/mms/x', 'https://127.0.0.1:9298/mms/x'],
])('%j with path %s and address %s', (server, directPath, url, expected) => {
	expect(mediaUrl({ directPath, url }, server).href).toBe(expected);
});

test.each([
	['.example.com/x', null],
	['//192.168.1.1/x', null],
	['@192.168.1.1/x', null],
	[null, 'https://192.168.1.1/x'],
	[null, 'http://mmg.whatsapp.net/x'],
	[null, 'file:///etc/passwd'],
	[null, null],
])('path %s with address %s leads nowhere', (directPath, url) => {
	expect(() => mediaUrl({ directPath, url }, live)).toThrow(
		expect.objectContaining({ code: 'MEDIA_NOT_FOUND' }),
	);
});
