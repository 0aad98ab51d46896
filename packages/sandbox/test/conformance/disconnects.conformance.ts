import { once } from 'node:events';
import { Agent } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuthenticationState } from '@whiskeysockets/baileys';
import type { ConnectionActInput, FaultRuleInput } from '../../src/index.js';
import type { BaileysClient, ClientOptions } from '../baileys-client.js';
import { report, type Report } from '../disconnect-report.js';
import { BOB_JID, TestWorld } from '../world.js';

let world: TestWorld;
let auth: AuthenticationState;

beforeAll(async () => {
	world = await TestWorld.start();
	({ auth } = await world.linkedClient());
});
afterEach(() => {
	world.sandbox.faults.clear();
	world.sandbox.settings.change({ minVersion: null });
});
afterAll(() => world.close());

function loggingIn(options: ClientOptions = {}): Promise<Report> {
	return report(world.client({ auth, ...options }));
}

async function open(options: ClientOptions = {}): Promise<BaileysClient> {
	const client = world.client({ auth, ...options });
	await client.opened();
	return client;
}

function lastConnection(): number {
	return world.sandbox.connections().at(-1)?.id ?? 0;
}

/** How the connection of a client ends that is logged in, and to which this is done. */
async function ending(act: ConnectionActInput): Promise<Report> {
	const ended = report(await open());
	world.sandbox.strike(lastConnection(), act);
	return ended;
}

describe('a login that WhatsApp refuses', () => {
	test.each<[number, string, Record<string, string>]>([
		[400, 'bad request', {}],
		[401, 'logged out', {}],
		[402, 'banned for some time', { code: '101', expire: '3600' }],
		[403, 'locked', { logout_message_header: 'Sorry', logout_message_subtext: 'Not now' }],
		[405, 'client outdated', {}],
		[406, 'banned', {}],
		[409, 'user agent rejected', {}],
		[413, 'Messenger: token', {}],
		[414, 'Messenger: token', {}],
		[415, 'not found', {}],
		[418, 'client unknown', {}],
		[500, 'server side', {}],
		[501, 'unavailable', {}],
		[503, 'unavailable', {}],
	])('%i, %s: is reported with its number and what else it says', async (reason, _words, attrs) => {
		world.sandbox.faults.add({ action: 'failure', reason, attrs, times: 1 });
		const expected = { reason: String(reason), location: 'sandbox', ...attrs };
		const data: unknown = expect.objectContaining(expected);
		expect(await loggingIn()).toEqual({ code: reason, message: 'Connection Failure', data });
	});

	test('405, client outdated: comes to versions below the least one, and to no others', async () => {
		world.sandbox.settings.change({ minVersion: '2.9000.5' });
		expect(await loggingIn({ config: { version: [2, 9000, 4] } })).toMatchObject({ code: 405 });
		await open({ config: { version: [2, 9000, 5] } });
	});
});

describe('a stream error', () => {
	test.each<[string, ConnectionActInput, number, string]>([
		[
			'401, removed on the phone',
			{ action: 'stream-error', code: 401, child: 'conflict:device_removed' },
			401,
			'conflict',
		],
		['440, replaced', { action: 'stream-error', child: 'conflict:replaced' }, 440, 'conflict'],
		['500, without a code: we failed to ack', { action: 'stream-error', child: 'ack' }, 500, 'ack'],
		['500, without a code or a reason', { action: 'stream-error' }, 500, 'unknown'],
		['428, connection closed', { action: 'stream-error', code: 428 }, 428, 'unknown'],
		['501, unavailable', { action: 'stream-error', code: 501 }, 501, 'unknown'],
		['503, server restarts', { action: 'stream-error', code: 503 }, 503, 'unknown'],
		['515, restart required', { action: 'stream-error', code: 515 }, 515, 'restart required'],
	])('%s: is reported with its number', async (_words, act, code, reason) => {
		expect(await ending(act)).toMatchObject({ code, message: `Stream Errored (${reason})` });
	});

	test.each(['device_removed', 'replaced'])('a conflict says %s in its data', async (type) => {
		const { data } = await ending({ action: 'stream-error', child: `conflict:${type}` });
		expect(data).toMatchObject({ tag: 'conflict', attrs: { type } });
	});

	test('440, replaced: comes to the first of two clients with the same credentials', async () => {
		const replaced = report(await open());
		await open();
		expect(await replaced).toMatchObject({ code: 440, message: 'Stream Errored (conflict)' });
	});

	test('440, replaced: comes when a phone is told that somebody else has logged in', async () => {
		const replaced = report(await open());
		const [device] = world.anna.devices();
		await world.anna.faults.replaceLogin(device?.id ?? 0);
		expect(await replaced).toMatchObject({ code: 440 });
	});
});

describe('a connection that ends', () => {
	test.each<[string, ConnectionActInput, string]>([
		['TCP closed', { action: 'close', how: 'fin' }, 'Connection Terminated'],
		['TCP reset', { action: 'close', how: 'rst' }, 'Connection Terminated'],
		[
			'TCP closed in one direction',
			{ action: 'close', how: 'half-close' },
			'Connection Terminated',
		],
		['WebSocket closed', { action: 'close', how: 'websocket' }, 'Connection Terminated'],
		[
			'WebSocket closed, going away',
			{ action: 'close', how: 'websocket', code: 1001 },
			'Connection Terminated',
		],
		[
			'<xmlstreamend>',
			{ action: 'inject', stanza: { tag: 'xmlstreamend' } },
			'Connection Terminated by Server',
		],
	])('428, %s: is reported', async (_words, act, message) => {
		expect(await ending(act)).toMatchObject({ code: 428, message });
	});

	test('428, closed: a message sent afterwards rejects with the same number', async () => {
		const client = await open();
		const ended = report(client);
		world.sandbox.strike(lastConnection(), { action: 'close' });
		await ended;
		await expect(client.socket.sendMessage(BOB_JID, { text: 'late' })).rejects.toMatchObject({
			output: { statusCode: 428 },
		});
	});

	test.each(['fin', 'rst', 'half-close', 'websocket'] as const)(
		'428, closed over TLS by %s: is reported',
		async (how) => {
			const waWebSocketUrl = world.sandbox.url.replace('ws:', 'wss:');
			const agent = new Agent({ ca: world.sandbox.caPem });
			const ended = report(await open({ config: { waWebSocketUrl, agent } }));
			world.sandbox.strike(lastConnection(), { action: 'close', how });
			expect(await ended).toMatchObject({ code: 428, message: 'Connection Terminated' });
			agent.destroy();
		},
	);

	test('411, multi-device mismatch: is reported', async () => {
		const stanza = { tag: 'ib', content: [{ tag: 'downgrade_webclient' }] };
		expect(await ending({ action: 'inject', stanza })).toMatchObject({
			...{ code: 411, message: 'Multi-device beta not joined' },
		});
	});
});

describe('a connection on which nothing comes any more', () => {
	const config = { keepAliveIntervalMs: 100 };

	test('408, lost: is reported 5 s after the last frame', async () => {
		const ended = report(await open({ config }));
		world.sandbox.faults.add({ action: 'silence' });
		expect(await ended).toMatchObject({ code: 408, message: 'Connection was lost' });
	}, 15_000);

	test('408, lost: is held back for the WebSocket to close, in a black hole', async () => {
		const client = await open({ config });
		const ended = report(client);
		world.sandbox.strike(lastConnection(), { action: 'close', how: 'black-hole' });
		while (!client.socket.ws.isClosing) await setTimeout(50);
		const held = await Promise.race([ended, setTimeout(50, 'held back')]);
		const { socket: webSocket } = client.socket.ws as unknown as { socket: { terminate(): void } };
		webSocket.terminate();
		expect(held).toBe('held back');
		expect(await ended).toMatchObject({ code: 408, message: 'Connection was lost' });
	}, 15_000);

	test('408, QR codes used up: is reported with the same number', async () => {
		const nobody = report(world.client({ config: { qrTimeout: 20 } }));
		expect(await nobody).toMatchObject({ code: 408, message: 'QR refs attempts ended' });
	});
});

describe('a handshake that fails', () => {
	const soon = { config: { connectTimeoutMs: 300 } };

	test.each<[string, FaultRuleInput, number | undefined, RegExp, ClientOptions]>([
		[
			'400, certificate of somebody else',
			{ action: 'handshake', how: 'certificate' },
			400,
			/certificat/,
			{},
		],
		['408, no answer', { action: 'handshake', how: 'silence' }, 408, /Timed Out/, soon],
		['408, upgrade never answered', { action: 'upgrade', hang: true }, 408, /timed out/, soon],
		[
			'no number, answer cannot be read',
			{ action: 'handshake', how: 'garbage' },
			undefined,
			/./,
			{},
		],
		[
			'no number, answer cannot be decrypted',
			{ action: 'handshake', how: 'undecryptable' },
			undefined,
			/./,
			{},
		],
	])('%s: is reported', async (_words, rule, code, message, options) => {
		world.sandbox.faults.add({ ...rule, times: 1 });
		const reported = await loggingIn(options);
		expect([reported.code, message.test(reported.message)]).toEqual([code, true]);
	});

	test('408, nobody listens: is reported', async () => {
		const config = { waWebSocketUrl: 'ws://127.0.0.1:9/ws/chat' };
		const { code, message } = await loggingIn({ config });
		expect([code, message]).toEqual([408, expect.stringContaining('ECONNREFUSED')]);
	});

	test.each([403, 429, 503])(
		'%i as the answer to the upgrade: nothing is reported, and no time limit helps',
		async (status) => {
			world.sandbox.faults.add({ action: 'upgrade', status, times: 1 });
			const client = world.client({ auth, ...soon });
			const ended = report(client);
			await once(client.socket.ws, 'unexpected-response');
			// Nothing can be awaited where nothing happens: twice the time limit.
			expect(await Promise.race([ended, setTimeout(600, 'nothing')])).toBe('nothing');
		},
	);
});

describe('linking that fails', () => {
	test('a wrong account signature is reported, with a number that says nothing of it', async () => {
		world.sandbox.faults.add({
			action: 'malform',
			kind: 'flipped',
			match: { child: 'pair-success' },
			times: 1,
		});
		const client = world.client();
		const ended = report(client);
		const scanned = world.bob.scan(await client.qr());
		await expect(scanned).rejects.toMatchObject({ code: 'LINKING_FAILED' });
		expect(await ended).toMatchObject({ code: 500, message: 'Invalid account signature' });
	});

	test('a passkey that is asked for after a pairing code is not given either', async () => {
		world.sandbox.settings.change({ passkey: true });
		const client = world.client();
		await client.qr();
		const code = await client.socket.requestPairingCode('491700000002');
		const typed = world.bob.enterPairingCode(code);
		await expect(typed).rejects.toMatchObject({ code: 'PASSKEY_REQUIRED' });
		world.sandbox.settings.change({ passkey: false });
	});

	test('a passkey that is asked for is reported as nothing but QR codes used up', async () => {
		world.sandbox.settings.change({ passkey: true });
		const client = world.client({ config: { qrTimeout: 100 } });
		const ended = report(client);
		const scanned = world.bob.scan(await client.qr());
		await expect(scanned).rejects.toMatchObject({ code: 'PASSKEY_REQUIRED' });
		world.sandbox.settings.change({ passkey: false });
		expect(await ended).toMatchObject({ code: 408, message: 'QR refs attempts ended' });
	});
});
