import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAdminCaller } from '../../src/keys/caller.js';
import { WebhookWorld } from '../webhook-world.js';

const admin = createAdminCaller();
const DAY_MS = 86_400_000;

describe('a webhook endpoint', () => {
	let world: WebhookWorld;
	beforeEach(async () => {
		world = await new WebhookWorld().start();
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const service = () => world.webhooks.service;
	const get = (id: string) => service().get(id, admin);
	const statuses = (id: string) =>
		service()
			.deliveries(id, { limit: 100 }, admin)
			.data.map(({ status }) => status);
	/** One attempt a day, from the first on. */
	async function failDaily(days: number, first: number): Promise<void> {
		for (let day = 0; day < days; day += 1) {
			await world.settled(first + day);
			world.clock.advance(DAY_MS);
		}
		await world.settled(first + days);
	}

	test('is disabled when it has only failed for five days, and says so', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 500 });
		world.receive();
		await failDaily(4, 1);
		expect(get(id).state).toBe('active');
		world.clock.advance(DAY_MS);
		await world.settled(6);
		expect(get(id)).toMatchObject({
			state: 'disabled',
			disabledBecause: expect.stringMatching(/failed for 5 days.*answered 500/) as unknown,
		});
	});

	test('that worked once in these days is not disabled', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: world.receiver.received.length === 3 ? 204 : 500 });
		world.receive('first');
		world.receive('second');
		await failDaily(5, 1);
		world.clock.advance(DAY_MS);
		await world.settled(7);
		expect([get(id).state, statuses(id)]).toEqual(['active', ['delivered', 'pending']]);
	});

	test('set to active again gets at once what waited, and new events', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 500 });
		world.receive();
		await failDaily(5, 1);
		world.receive('while it was disabled');
		world.receiver.answer = () => ({ status: 204 });
		await service().update(id, { state: 'active' }, admin);
		world.receive('afterwards');
		await world.settled(8);
		expect(get(id)).toMatchObject({ state: 'active', disabledBecause: null });
		expect(statuses(id)).toEqual(['delivered', 'delivered']);
	});

	test('that answered 410 can be set to active again', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: world.receiver.received.length === 1 ? 410 : 204 });
		world.receive();
		await world.settled(1);
		await service().update(id, { state: 'active' }, admin);
		world.receive();
		await world.settled(2);
		expect(get(id)).toMatchObject({ state: 'active', disabledBecause: null });
		expect(statuses(id)).toEqual(['dead', 'delivered']);
	});

	test('whose address was changed during a request is not disabled by the 410 of the old one', async () => {
		const { id } = await world.create();
		const { promise, resolve } = Promise.withResolvers<void>();
		world.receiver.answer = () => ({ status: 410, after: promise });
		world.receive();
		await world.receiver.until(1);
		await service().update(id, { url: `${world.receiver.url}/moved` }, admin);
		resolve();
		await world.settled(1);
		expect(get(id).state).toBe('active');
	});

	test('that stays disabled gives up after 30 days what waits for it', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 500 });
		world.receive();
		await world.settled(1);
		await service().update(id, { state: 'disabled' }, admin);
		world.clock.advance(30 * DAY_MS + 3_600_000);
		world.database.flush();
		expect(statuses(id)).toEqual(['dead']);
	});

	test('is disabled at once when its key is revoked, and keeps what waits', async () => {
		const caller = world.callerOf(['*']);
		const { id } = await world.create({}, caller);
		world.receiver.answer = () => ({ status: 500 });
		world.receive('before');
		await world.settled(1);
		world.keys.delete(caller.keyId ?? '', admin);
		expect(get(id)).toMatchObject({
			state: 'disabled',
			disabledBecause: expect.stringContaining('revoked or has expired') as unknown,
		});
		world.receive('after');
		world.clock.advance(DAY_MS);
		expect(statuses(id)).toEqual(['pending']);
		expect(world.receiver.received).toHaveLength(1);
	});

	test('of a revoked key goes on under the key that sets it to active', async () => {
		const [old, next] = [world.callerOf(['*']), world.callerOf(['*'])];
		const { id } = await world.create({}, old);
		world.keys.delete(old.keyId ?? '', admin);
		await service().update(id, { state: 'active' }, next);
		world.receive();
		await world.settled(1);
		world.keys.delete(next.keyId ?? '', admin);
		expect([statuses(id), get(id).state]).toEqual([['delivered'], 'disabled']);
	});

	test('is disabled once its key has expired', async () => {
		const expiresAt = new Date(world.clock.now() + 1000).toISOString();
		const { id } = await world.create({}, world.callerOf(['*'], expiresAt));
		world.clock.advance(1000);
		world.receive();
		expect([get(id).state, statuses(id)]).toEqual(['disabled', []]);
	});

	test('gets no second attempt of what was under way when its key expired', async () => {
		const expiresAt = new Date(world.clock.now() + 1000).toISOString();
		const { id } = await world.create({}, world.callerOf(['*'], expiresAt));
		world.receiver.answer = () => ({ status: 500 });
		world.receive();
		await world.settled(1);
		const disabled = world.nextLogged('its API key is gone');
		world.clock.advance(5000);
		await disabled;
		expect([get(id).state, world.receiver.received.length]).toEqual(['disabled', 1]);
	});

	test('goes on when its key is rotated', async () => {
		const caller = world.callerOf(['*']);
		const { id } = await world.create({}, caller);
		world.keys.rotate(caller.keyId ?? '', { grace: 0 }, admin);
		world.receive();
		await world.settled(1);
		expect([get(id).state, statuses(id)]).toEqual(['active', ['delivered']]);
	});
});
