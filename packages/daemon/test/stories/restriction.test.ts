import { describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { World } from '../world.js';

const HOUR = 3_600_000;

/** So many milliseconds from now, or a little more: WhatsApp counts seconds. */
const wholeSecond = (ms: number) => new Date(Math.ceil((Date.now() + ms) / 1000) * 1000);

/** A linked session, somebody who wrote to it, and somebody who never did. */
async function start(world: World): Promise<{ owner: Phone; known: Phone; stranger: Phone }> {
	const { phone: owner } = await world.linkedSession();
	const known = await world.ben();
	const stranger = await world.sandbox.addPhone({ phoneNumber: '+491700000011', name: 'Carl' });
	await known.sendText(owner.phoneNumber, 'Hello');
	await world.event('message.received');
	return { owner, known, stranger };
}

const sendTo = ({ phoneNumber }: Phone, world: World) =>
	world.refusal('POST', '/v1/sessions/sales/messages', { json: { to: phoneNumber, text: 'Hi' } });

describe('a number that WhatsApp lets write to nobody new', () => {
	test('finds out by one refused message, which is not tried again, and shows until when', async () => {
		await using world = await World.start();
		const { owner, known, stranger } = await start(world);
		// WhatsApp's own word on it gets lost.
		world.sandbox.faults.add({ match: { tag: 'notification', type: 'mex' }, action: 'drop' });
		const until = wholeSecond(HOUR);
		owner.restrict({ until });
		const refused = await world.sendText('sales', stranger.phoneNumber, 'Hi');
		await world.event(
			'session.restriction',
			({ data }) => (data.restriction?.until ?? null) !== null,
		);
		expect((await world.message('sales', refused.id)).error).toMatchObject({
			...{ code: 'ACCOUNT_RESTRICTED', upstreamCode: 463 },
		});
		expect((await world.session('sales')).restriction).toEqual({
			...{ code: 'reach-out-time-lock', until: until.toISOString() },
		});
		await world.sendText('sales', known.phoneNumber, 'Hi');
		expect((await known.nextMessage()).text).toBe('Hi');
		expect(stranger.messages()).toEqual([]);
	});

	test('refuses messages to strangers until then, also after a restart, and takes the others', async () => {
		await using world = await World.start();
		const { owner, known, stranger } = await start(world);
		owner.restrict({ until: new Date(Date.now() + HOUR) });
		await world.event('session.restriction');
		await world.restart();
		await world.waitForState('sales', 'connected');
		const { status, body, headers } = await sendTo(stranger, world);
		expect([status, body.code]).toEqual([429, 'ACCOUNT_RESTRICTED']);
		expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500);
		await world.sendText('sales', known.phoneNumber, 'Hi');
		expect((await known.nextMessage()).text).toBe('Hi');
	});

	test('writes to strangers again when WhatsApp lifts it', async () => {
		await using world = await World.start();
		const { owner, stranger } = await start(world);
		owner.restrict({ until: null });
		await world.event('session.restriction', ({ data }) => data.restriction !== null);
		owner.restrict(null);
		await world.event('session.restriction', ({ data }) => data.restriction === null);
		await world.sendText('sales', stranger.phoneNumber, 'Hi');
		expect((await stranger.nextMessage()).text).toBe('Hi');
	});

	test('writes to strangers again when its time is over', async () => {
		await using world = await World.start();
		const { owner, stranger } = await start(world);
		owner.restrict({ until: wholeSecond(2_000) });
		await world.event('session.restriction', ({ data }) => data.restriction !== null);
		await world.event('session.restriction', ({ data }) => data.restriction === null);
		await world.sendText('sales', stranger.phoneNumber, 'Hi');
		expect((await stranger.nextMessage()).text).toBe('Hi');
	});
});
