import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { ReceivedMessage } from '../../src/whatsapp/whatsapp-connection.js';
import { TestWorld } from './test-world.js';

describe('an incoming message', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	});
	afterEach(() => world.close());

	const receiptsFor = (id: string): number =>
		world.sandbox
			.stanzas()
			.filter(({ stanza: { tag, attrs } }) => tag === 'receipt' && attrs['id'] === id).length;

	test('is told before WhatsApp hears that it arrived', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		const receipts: number[] = [];
		const { events } = await world.open({
			onMessage: ({ whatsappId }) => receipts.push(receiptsFor(whatsappId)),
		});
		await events.first('caughtUp');
		await ben.sendText(anna, 'hi');
		await events.first('message', ({ text }) => text === 'hi');
		expect(receipts).toEqual([0]);
	});

	test('that could not be stored comes again, although it was opened once already', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		const failing = await world.open({
			onMessage: () => {
				throw new Error('disk full');
			},
		});
		await failing.events.first('caughtUp');
		await ben.sendText(anna, 'hi');
		await failing.events.first('closed');
		const { events } = await world.login();
		await events.first('message', ({ text }) => text === 'hi');
		expect(events.of('message')).toHaveLength(1);
	});

	test('leaves nothing behind in the credentials once it is told', async () => {
		const { connection, events } = await world.link(anna);
		await ben.sendText(anna, 'hi');
		await events.first('message', ({ text }) => text === 'hi');
		await connection.checkNumbers(['+491700000002']);
		await connection.close();
		const rows = world.database.all(`SELECT k FROM kv WHERE k LIKE 'decrypted:%'`);
		expect(rows).toEqual([]);
	});

	test('that follows a repeated one can be opened too', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		let failures = 1;
		const failing = await world.open({
			onMessage: () => {
				if (failures-- > 0) throw new Error('disk full');
			},
		});
		await failing.events.first('caughtUp');
		await ben.sendText(anna, 'one');
		await failing.events.first('closed');
		const { events } = await world.login();
		await ben.sendText(anna, 'two');
		await events.first('message', ({ text }) => text === 'two');
		expect(events.of('message').map(({ text }) => text)).toEqual(['one', 'two']);
	});

	test('that is changed: a change that could not be stored comes again', async () => {
		const { connection, events: linked } = await world.link(anna);
		const { id } = await ben.sendText(anna, 'old');
		await linked.first('message');
		await connection.close();
		const failing = await world.open({
			onChanged: () => {
				throw new Error('disk full');
			},
		});
		await failing.events.first('caughtUp');
		await ben.edit(anna, id, 'new');
		await failing.events.first('closed');
		const { events } = await world.login();
		await events.first('changed', ({ text }) => text === 'new');
		expect(events.of('changed')).toHaveLength(1);
	});

	test('sent while the connection keeps breaking off is told once', async () => {
		let opened = await world.link(anna);
		const told: (string | null)[] = [];
		const onMessage = ({ text }: ReceivedMessage) => void told.push(text);
		for (const how of ['fin', 'rst', 'fin', 'rst'] as const) {
			const match = { tag: 'message', direction: 'out' } as const;
			world.sandbox.faults.add({ match, action: 'close', how, times: 1 });
			await ben.sendText(anna, how);
			await opened.events.first('closed');
			opened = await world.open({ onMessage });
			await opened.events.first('opened');
		}
		await ben.sendText(anna, 'last');
		await opened.events.first('message', ({ text }) => text === 'last');
		expect(told.sort()).toEqual(['fin', 'fin', 'last', 'rst', 'rst']);
	});
});
