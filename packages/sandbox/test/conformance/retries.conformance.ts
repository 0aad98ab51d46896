import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { named, OPPOSITES } from './configurations.js';
import { ConformanceWorld } from './conformance-world.js';
import type { Person } from './person.js';

describe.each(named(OPPOSITES))('messages that are damaged on the way: %s', (_, configuration) => {
	let world: ConformanceWorld;
	let anna: Person;
	let annaElsewhere: Person;
	let bob: Person;
	let bobElsewhere: Person;

	beforeAll(async () => {
		world = await ConformanceWorld.start(configuration);
		({ anna, bob } = world);
		annaElsewhere = await world.another(anna);
		bobElsewhere = await world.another(bob);
	});
	afterAll(() => world.close());

	/** The next messages to the clients of a number cannot be opened; resolves to how many were damaged so far. */
	async function damage({ phoneNumber: number }: Person, times: number) {
		const { id } = await world.sandbox.addFault({
			match: { tag: 'message', direction: 'out', number },
			action: 'corrupt',
			times,
		});
		return async () => (await world.sandbox.fault(id)).hits;
	}

	test('a text is sent again to each client that could not open it', async () => {
		const damaged = await damage(bob, 2);
		await anna.send(bob.jid, { text: 'damaged for both' });
		await Promise.all([bob, bobElsewhere].map((each) => each.sees('damaged for both')));
		expect(await damaged()).toBe(2);
	});

	test('the copy for an own client is sent again', async () => {
		const damaged = await damage(annaElsewhere, 1);
		await anna.send(bob.jid, { text: 'damaged for myself' });
		const { key } = await annaElsewhere.sees('damaged for myself');
		await bob.sees('damaged for myself');
		expect([key.fromMe, await damaged()]).toEqual([true, 1]);
	});

	test('a group message is sent again to each member that could not open it', async () => {
		const { carol } = world;
		const group = await world.group('Noise');
		await anna.send(group, { text: 'clear at first' });
		await Promise.all([bob, bobElsewhere, carol].map((each) => each.sees('clear at first')));
		const damaged = await damage(bob, 2);
		await anna.send(group, { text: 'damaged for the Bobs' });
		for (const each of [bob, bobElsewhere, carol, annaElsewhere]) {
			await each.sees('damaged for the Bobs');
		}
		expect(await damaged()).toBe(2);
	});

	test('the first group message, which brings the key of its writer, is sent again', async () => {
		const { carol } = world;
		const group = await world.group('Noise from the start');
		const damaged = await damage(carol, 1);
		await bob.send(group, { text: 'damaged with its key' });
		await carol.sees('damaged with its key');
		await bob.send(group, { text: 'the next one' });
		await carol.sees('the next one');
		expect(await damaged()).toBe(1);
	});

	test('afterwards all understand each other as before', async () => {
		const everybody = [anna, annaElsewhere, bob, bobElsewhere];
		for (const writer of everybody) {
			const text = `clear again, ${everybody.indexOf(writer)}`;
			await writer.send(writer.jid === anna.jid ? bob.jid : anna.jid, { text });
			for (const reader of everybody.filter((each) => each !== writer)) await reader.sees(text);
		}
		expect(await world.sandbox.unknownStanzas()).toEqual({});
	});

	test('the check that ends the other conformance tests would have noticed', async () => {
		const trouble = (await world.trouble()).join('\n');
		expect(trouble).toContain('failed to decrypt message');
		expect(trouble).toContain('"type":"retry"');
	});
});
