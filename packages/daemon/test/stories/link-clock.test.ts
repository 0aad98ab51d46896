import { expect, test } from '@jest/globals';
import type { Link } from '@waypost/contract';
import { restartWithClock, ShiftedClock } from '../shifted-clock.js';
import { World } from '../world.js';

const HOURS = 3_600_000;

const linkOf = async (world: World): Promise<Link> =>
	(await world.call<Link>('GET', '/v1/sessions/sales/link')).body;

test.each([
	['ahead', 2 * HOURS],
	['behind', -2 * HOURS],
])(
	'where the clock is two hours %s, a code says truly for how long it lives',
	async (_, aheadMs) => {
		await using world = await World.start();
		const clock = new ShiftedClock(aheadMs);
		await restartWithClock(world, clock);
		await world.createSession('sales');
		const { secondsLeft } = await world.startLink('sales');
		expect(secondsLeft).toBe(60);
		clock.pass(30_000);
		expect((await linkOf(world)).secondsLeft).toBe(30);
		clock.pass(60_000);
		expect((await linkOf(world)).secondsLeft).toBe(0);
	},
);

test('a pairing code says for how long it lives', async () => {
	await using world = await World.start();
	await restartWithClock(world, new ShiftedClock(0));
	await world.createSession('sales');
	const code = { method: 'code', phoneNumber: '+491700000001' };
	const { secondsLeft } = await world.startLink('sales', code);
	expect(secondsLeft).toBe(160);
});

test('without a code no seconds are left of any', async () => {
	await using world = await World.start();
	await world.createSession('sales');
	expect(await linkOf(world)).toMatchObject({ qr: null, expiresAt: null, secondsLeft: null });
});
