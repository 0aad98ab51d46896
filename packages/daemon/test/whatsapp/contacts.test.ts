import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { ReceivedMessage } from '../../src/whatsapp/whatsapp-connection.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

describe('the two addresses of a person', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	});
	afterEach(() => world.close());

	/** From here on stanzas name people by one address only. */
	const hideOther = () =>
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'out' },
			action: 'one-address',
		});

	/** Ben writes to Anna's LID, so from his own. */
	async function receive({ events }: OpenedConnection, text: string): Promise<ReceivedMessage> {
		await ben.sendText(anna.lid, text);
		return events.first('message', (message) => message.text === text);
	}

	test('are told once, when a stanza names both', async () => {
		const opened = await world.link(anna);
		await receive(opened, 'one');
		await receive(opened, 'two');
		const told = opened.events.of('contact').filter(({ lid }) => lid === ben.lid);
		expect(told).toEqual([{ lid: ben.lid, phoneNumber: '+491700000002' }]);
	});

	test('are both on a message whose stanza names one, once they are known', async () => {
		const opened = await world.link(anna);
		await receive(opened, 'both');
		hideOther();
		expect(await receive(opened, 'one')).toMatchObject({
			chat: { phoneNumber: '+491700000002', lid: ben.lid },
			from: { phoneNumber: '+491700000002', lid: ben.lid },
		});
	});

	test('are known from an earlier connection', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		hideOther();
		world.numbers.set(ben.lid, '+491700000002');
		expect((await receive(await world.login(), 'one')).chat.phoneNumber).toBe('+491700000002');
	});

	test('are learned again from what an earlier connection stored', async () => {
		const opened = await world.link(anna);
		await receive(opened, 'both');
		await opened.connection.close();
		hideOther();
		const { events } = await world.login();
		expect(await events.first('contact', ({ lid }) => lid === ben.lid)).toEqual({
			lid: ben.lid,
			phoneNumber: '+491700000002',
		});
	});

	test('are learned from a check of the number', async () => {
		const opened = await world.link(anna);
		await opened.connection.checkNumbers([ben.phoneNumber]);
		hideOther();
		expect((await receive(opened, 'one')).chat.phoneNumber).toBe('+491700000002');
	});

	test('of somebody never seen with both: the LID is the id', async () => {
		const opened = await world.link(anna);
		hideOther();
		expect((await receive(opened, 'one')).chat).toMatchObject({ id: ben.lid, phoneNumber: null });
	});

	test('come with the history of the phone, of which nothing is told as a message', async () => {
		await ben.sendText(anna, 'long ago');
		await anna.nextMessage();
		const { events } = await world.link(anna);
		await events.first('contact', ({ lid }) => lid === ben.lid);
		await ben.sendText(anna, 'now');
		await events.first('message', ({ text }) => text === 'now');
		expect(events.of('message')).toHaveLength(1);
	});
});
