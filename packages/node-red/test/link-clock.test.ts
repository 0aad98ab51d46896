import { afterEach, expect, test } from '@jest/globals';
import { restartWithClock, ShiftedClock } from '../../daemon/test/shifted-clock.ts';
import { LinkInbox, linkNode } from './link-inbox.ts';
import { NodeRedWorld } from './node-red-world.ts';
import { OUT } from './send-flow.ts';

const HOURS = 3_600_000;
const LINK = '/waypost/config/sessions/sales/link';

let world: NodeRedWorld;
afterEach(() => world[Symbol.asyncDispose]());

async function openWith(clock: ShiftedClock): Promise<void> {
	world = await NodeRedWorld.start();
	await restartWithClock(world.waypost, clock);
	await world.load(world.config(), linkNode(), OUT);
}

const secondsOf = ({ body }: { body: Record<string, unknown> }) =>
	(body['code'] as { secondsLeft: number } | null)?.secondsLeft;

test.each([
	['ahead', 2 * HOURS],
	['behind', -2 * HOURS],
])(
	'with a daemon whose clock is two hours %s, the panel shows the code and counts down',
	async (_, aheadMs) => {
		const clock = new ShiftedClock(aheadMs);
		await openWith(clock);
		expect(secondsOf(await world.admin('post', LINK, { mayCreate: true }))).toBe(60);
		clock.pass(30_000);
		expect(secondsOf(await world.admin('get', LINK))).toBe(30);
	},
);

test('a code that has run out is shown no more', async () => {
	const clock = new ShiftedClock(0);
	await openWith(clock);
	await world.admin('post', LINK, { mayCreate: true });
	clock.pass(61_000);
	expect((await world.admin('get', LINK)).body).toMatchObject({ state: 'linking', code: null });
});

test('the message with a code says for how long it lives, whatever time it is elsewhere', async () => {
	await openWith(new ShiftedClock(-2 * HOURS));
	const inbox = new LinkInbox(world);
	await world.admin('post', LINK, { mayCreate: true });
	expect(await inbox.next('qr')).toMatchObject({ secondsLeft: 60 });
});
