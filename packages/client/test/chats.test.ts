import { describe, expect, test } from '@jest/globals';
import { json, startDaemonDouble, type SeenRequest } from './daemon-double.js';

const seen = ({ method, url, body }: SeenRequest) => [
	`${method} ${url}`,
	JSON.parse(body.toString()) as unknown,
];

describe('a chat', () => {
	test('is marked read as a whole, and says which messages that were', async () => {
		await using daemon = await startDaemonDouble(json({ messageIds: ['m1', 'm2'] }));
		const ids = await daemon.client().chats.markRead('sales', '+491700000002');
		expect(ids).toEqual(['m1', 'm2']);
		expect(seen(daemon.last())).toEqual(['POST /v1/sessions/sales/chats/%2B491700000002/read', {}]);
	});

	test('is marked read message by message', async () => {
		await using daemon = await startDaemonDouble(json({ messageIds: [] }));
		await daemon.client().chats.markRead('sales', '1@g.us', { messageIds: ['m1'] });
		expect(seen(daemon.last())).toEqual([
			'POST /v1/sessions/sales/chats/1%40g.us/read',
			{ messageIds: ['m1'] },
		]);
	});

	test('shows that somebody records, without expecting a body', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(204).end();
		});
		await daemon.client().chats.showTyping('sales', '1@lid', { state: 'recording', seconds: 5 });
		expect(seen(daemon.last())).toEqual([
			'POST /v1/sessions/sales/chats/1%40lid/typing',
			{ state: 'recording', seconds: 5 },
		]);
	});
});
