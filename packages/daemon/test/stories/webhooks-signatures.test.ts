import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { createAdminCaller } from '../../src/keys/caller.js';
import { ManualClock } from '../http/manual-clock.js';
import { WebhookWorld } from '../webhook-world.js';

const admin = createAdminCaller();

/** Checked by the library that Standard Webhooks gives to receivers; it looks at the real time. */
describe('a signature', () => {
	let world: WebhookWorld;
	beforeEach(async () => {
		world = await new WebhookWorld({ clock: new ManualClock(Date.now()) }).start();
	});
	afterEach(() => world[Symbol.asyncDispose]());

	/** Whether the library takes the nth request (from 0) under a secret. */
	function isVerified(secret: string, n: number, change = (body: string) => body): boolean {
		const { body, headers } = world.receiver.received[n]!;
		try {
			new Webhook(secret).verify(change(body), headers as Record<string, string>);
			return true;
		} catch {
			return false;
		}
	}

	test('is verified by the official library', async () => {
		const { secret } = await world.create();
		world.receive('emoji 👩‍👩‍👧, RTL אבג, combining e\u0301');
		await world.settled(1);
		expect(isVerified(secret, 0)).toBe(true);
	});

	test('is verified under both secrets while a rotation has its grace', async () => {
		const { secret: old, id } = await world.create();
		const { secret } = world.webhooks.service.rotate(id, { grace: 60 }, admin);
		world.receive();
		await world.settled(1);
		world.clock.advance(60_000);
		world.receive();
		await world.settled(2);
		const verified = [0, 1].map((n) => [isVerified(old, n), isVerified(secret, n)]);
		expect(verified).toEqual([
			[true, true],
			[false, true],
		]);
	});

	test('under a secret that the receiver chose is verified too', async () => {
		const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
		await world.create({ secret });
		world.receive();
		await world.settled(1);
		expect(isVerified(secret, 0)).toBe(true);
	});

	test('is not that of another secret, nor of a body that was written anew', async () => {
		const { secret } = await world.create();
		world.receive();
		await world.settled(1);
		const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
		expect(isVerified(other, 0)).toBe(false);
		expect(isVerified(secret, 0, (body) => JSON.stringify(JSON.parse(body), null, 1))).toBe(false);
	});

	test('is too old after five minutes', async () => {
		const { secret } = await world.create();
		world.clock.advance(-301_000);
		world.receive();
		await world.settled(1);
		expect(isVerified(secret, 0)).toBe(false);
	});
});
