import { describe, expect, test } from '@jest/globals';
import { GroupWorld } from './group-world.js';
import { ANNA, BOB } from './world.js';

describe.each(['lid', 'pn'] as const)('in a group in %s mode', (mode) => {
	test('a client that knows an old list of members is refused with ack error 403', async () => {
		await using world = await GroupWorld.start(mode);
		const { bobClient, bobSees } = world;
		const { bob } = world.world;
		const group = await world.group();
		const metadata = await bobClient.socket.groupMetadata(group.id);
		await group.remove(BOB);
		await bobSees.change('remove', world.jid(bob));
		const stale = await world.world.reconnected(bobClient, {
			config: { cachedGroupMetadata: async () => metadata },
		});
		const sent = await stale.socket.sendMessage(group.id, { text: 'still me?' });
		await stale.status(sent?.key.id ?? '', 0);
		expect(stale.ackErrors.get(sent?.key.id ?? '')).toBe('403');
	});

	test('clients that could not open what a phone wrote get it again', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		const fault = world.sandbox.faults.add({
			match: { tag: 'message', direction: 'out' },
			action: 'corrupt',
			times: 2,
		});
		await carol.sendText(group, 'garbled');
		await annaClient.messageWithText('garbled');
		await bobClient.messageWithText('garbled');
		expect(fault.hits).toBe(2);
	});

	test('a phone that could not open what a client wrote gets it again, and shows it once', async () => {
		await using world = await GroupWorld.start(mode);
		const { annaClient, bobClient, carol } = world;
		const group = await world.group();
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'in' },
			action: 'corrupt',
			times: 1,
		});
		await annaClient.socket.sendMessage(group.id, { text: 'garbled' });
		expect(await carol.nextMessage()).toMatchObject({ text: 'garbled', from: ANNA });
		await bobClient.messageWithText('garbled');
		await annaClient.socket.sendMessage(group.id, { text: 'clear' });
		await carol.nextMessage();
		expect(carol.messages().map(({ text }) => text)).toEqual(['garbled', 'clear']);
	});
});
