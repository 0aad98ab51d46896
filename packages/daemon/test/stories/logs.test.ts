import { Writable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/index.js';
import { World } from '../world.js';

/** Keeps what is logged, at the level that says most. */
function recordingLogger() {
	let text = '';
	const destination = new Writable({
		write(chunk: Buffer, _encoding, done) {
			text += chunk.toString();
			done();
		},
	});
	return { logger: createLogger({ level: 'trace', destination }), logged: () => text };
}

describe('the log', () => {
	test('tells what happens and no secret, at any level', async () => {
		const { logger, logged } = recordingLogger();
		await using world = await World.start({ logger });
		const anna = await world.anna();
		const ben = await world.ben();
		await world.createSession('sales');
		const link = await world.startLink('sales');
		await anna.scan(link.qr ?? '');
		await world.waitForState('sales', 'connected');
		const { key } = await world.client.keys.create({ name: 'flow', preset: 'sender' });
		const outgoing = 'an outgoing canary text';
		const incoming = 'an incoming canary text';
		await world.sendText('sales', ben.phoneNumber, outgoing);
		await ben.nextMessage();
		await ben.sendText(anna, incoming);
		await world.event('message.received');
		await world.refusal('GET', '/v1/me', { key: 'wp_test_wrong' });
		const [noiseKey, identityKey, linkSecret] = (link.qr ?? '').split(',').slice(1);

		const log = logged();
		expect(log).toContain('"sessionId":"sales"');
		const secrets = {
			'the admin key': world.daemon.adminKey,
			'an API key': key,
			'a QR code': link.qr,
			'the noise key of a link': noiseKey,
			'the identity key of a link': identityKey,
			'the secret of a link': linkSecret,
			'a link page': new URL(link.url).pathname.split('/').at(-1),
			'the text of a message sent': outgoing,
			'the text of a message received': incoming,
			'a phone number': '491700000002',
			'private keys': 'privKey',
		};
		for (const [name, value] of Object.entries(secrets)) {
			expect([name, log.includes(value ?? name)]).toEqual([name, false]);
		}
	});

	test('does not show what is in the key file', async () => {
		const { logger, logged } = recordingLogger();
		await using world = await World.start({ logger });
		const key = readFileSync(join(world.dataDir, 'admin.key'), 'utf8').trim();
		expect(key).toBe(world.daemon.adminKey);
		expect(logged()).not.toContain(key);
	});
});
