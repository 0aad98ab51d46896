import { expect, test } from '@jest/globals';
import { createSimpleClient } from '@waypost/client';
import { json, startDaemonDouble } from './daemon-double.js';

const me = (...sessions: string[]) => json({ name: 'key', scopes: [], sessions });
const sessions = (...ids: string[]) => json({ data: ids.map((id) => ({ id })), next: null });
const accepted = json({ status: 'accepted' }, 202);

test('a text is sent with the token, to the number, in that order', async () => {
	await using daemon = await startDaemonDouble(accepted);
	const { sendMessage } = createSimpleClient({ url: daemon.url, session: 'sales' });
	await sendMessage('wp_live_token', '+491700000002', 'Hi');
	const { url, headers, body } = daemon.last();
	expect([url, headers.authorization, JSON.parse(body.toString())]).toEqual([
		'/v1/sessions/sales/messages',
		'Bearer wp_live_token',
		{ to: '+491700000002', text: 'Hi' },
	]);
});

test('a file is sent with its caption', async () => {
	await using daemon = await startDaemonDouble(accepted);
	const { sendAttachment } = createSimpleClient({ url: daemon.url, session: 'sales' });
	await sendAttachment('wp_live_token', '+491700000002', { data: 'aGk=' }, 'Our offer');
	expect(JSON.parse(daemon.last().body.toString())).toEqual({
		to: '+491700000002',
		attachment: { data: 'aGk=', caption: 'Our offer' },
	});
});

test('the session is the one the key is for', async () => {
	await using daemon = await startDaemonDouble(me('support'), accepted);
	await createSimpleClient({ url: daemon.url }).sendMessage('t', '+491700000002', 'Hi');
	expect(daemon.last().url).toBe('/v1/sessions/support/messages');
});

test('the session is the only one there is', async () => {
	await using daemon = await startDaemonDouble(me('*'), sessions('sales'), accepted);
	await createSimpleClient({ url: daemon.url }).sendMessage('t', '+491700000002', 'Hi');
	expect(daemon.last().url).toBe('/v1/sessions/sales/messages');
});

test('without a session the error says to create one', async () => {
	await using daemon = await startDaemonDouble(me('*'), sessions());
	const sending = createSimpleClient({ url: daemon.url }).sendMessage('t', '+491700000002', 'Hi');
	await expect(sending).rejects.toMatchObject({
		code: 'NO_SESSION',
		message: expect.stringMatching(/Create one and link it/),
	});
});

test('with several sessions the error names them and the option', async () => {
	await using daemon = await startDaemonDouble(me('*'), sessions('a', 'b'));
	const sending = createSimpleClient({ url: daemon.url }).sendMessage('t', '+491700000002', 'Hi');
	await expect(sending).rejects.toMatchObject({
		code: 'SESSION_AMBIGUOUS',
		message: expect.stringMatching(/"a", "b".*Pass `session`/),
	});
});
