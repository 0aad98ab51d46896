import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { TestWorld } from './test-world.js';

describe('the backlog of the time away', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		const { connection } = await world.link(anna);
		await connection.close();
	});
	afterEach(() => world.close());

	test('comes before what is written meanwhile', async () => {
		const texts = Array.from({ length: 60 }, (_, n) => `text ${n}`);
		for (const text of texts) await ben.sendText(anna, text);
		const { events } = await world.open();
		await events.first('message');
		for (const text of ['new 1', 'new 2']) await ben.sendText(anna, text);
		await events.first('message', ({ text }) => text === 'new 2');
		expect(events.of('message').map(({ text }) => text)).toEqual([...texts, 'new 1', 'new 2']);
	});
});
