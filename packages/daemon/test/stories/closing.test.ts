import { describe, expect, test } from '@jest/globals';
import type { Link, Message, Session } from '@waypost/contract';
import { World } from '../world.js';

/** Far below the 10 s that requests under way have, and the time each of these asks for. */
const AT_ONCE_MS = 5_000;

async function closeTime(world: World): Promise<number> {
	const startedAt = performance.now();
	await world.daemon.close();
	return performance.now() - startedAt;
}

describe('a daemon that closes ends at once', () => {
	test('a wait for a state, which answers with the state there is', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const waiting = world.call<Session>('GET', '/v1/sessions/sales/wait?timeout=25');
		await world.session('sales');
		expect(await closeTime(world)).toBeLessThan(AT_ONCE_MS);
		const { status, body } = await waiting;
		expect([status, body.state]).toEqual([202, 'unlinked']);
	});

	test('a wait for a code, which answers without one', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		world.sandbox.faults.add({ match: { child: 'pair-device' }, action: 'drop' });
		const waiting = world.call<Link>('POST', '/v1/sessions/sales/link', { json: {} });
		await world.waitForState('sales', 'linking');
		expect(await closeTime(world)).toBeLessThan(AT_ONCE_MS);
		const { status, body } = await waiting;
		expect([status, body.qr]).toEqual([200, null]);
	});

	test('a send that waits for WhatsApp, which answers that it is accepted', async () => {
		await using world = await World.start();
		const { id } = await world.linkedSession();
		const { phoneNumber: to } = await world.ben();
		await world.call('POST', `/v1/sessions/${id}/stop`);
		const waiting = world.call<Message>(
			'POST',
			`/v1/sessions/${id}/messages?wait=delivered&timeout=25`,
			{ json: { to, text: 'Hello' } },
		);
		for (let accepted = 0; accepted === 0; ) {
			accepted = (await world.session(id)).outbox.waiting;
		}
		expect(await closeTime(world)).toBeLessThan(AT_ONCE_MS);
		const { status, body } = await waiting;
		expect([status, body.status]).toEqual([202, 'accepted']);
	});

	test('the stream of a link page', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const { url } = await world.startLink('sales');
		const { body } = await fetch(`${url}/state`);
		const reader = body?.getReader();
		await reader?.read();
		expect(await closeTime(world)).toBeLessThan(AT_ONCE_MS);
		expect((await reader?.read())?.done).toBe(true);
	});
});
