import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { loadBaileys, type WAMessage, type WASocket } from '../../src/whatsapp/baileys.js';
import { tapEvents } from '../../src/whatsapp/socket-guards.js';
import { jidOf, Outgoing, text } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const quiet = { level: 'silent', child: () => quiet, ...silence('trace', 'debug', 'info', 'warn') };

function silence(...levels: string[]) {
	return Object.fromEntries([...levels, 'error'].map((level) => [level, () => {}]));
}

describe("Baileys' event buffer, flushed while a message is handled", () => {
	beforeEach(() => void jest.useFakeTimers());
	afterEach(() => void jest.useRealTimers());

	/** A buffer that schedules no further flush, and takes one message. */
	async function stuck(prepare: (ev: WASocket['ev']) => void) {
		const { makeEventBuffer } = await loadBaileys();
		const ev = makeEventBuffer(quiet as never);
		prepare(ev);
		const handle = ev.createBufferedFunction(async (id: string) => {
			const message = { key: { remoteJid: 'ben', id } } as WAMessage;
			ev.emit('messages.upsert', { messages: [message], type: 'append' });
		});
		const first = handle('first');
		ev.flush();
		await first;
		await jest.advanceTimersByTimeAsync(100);
		await handle('second');
		await jest.advanceTimersByTimeAsync(25_000);
		return ev;
	}

	test('holds the next message back for half a minute', async () => {
		const raised: unknown[] = [];
		const ev = await stuck((each) => {
			each.on('messages.upsert', ({ messages }) => void raised.push(messages[0]?.key.id));
		});
		expect(raised).toEqual(['first']);
		await jest.advanceTimersByTimeAsync(5_000);
		expect(raised).toEqual(['first', 'second']);
		ev.destroy();
	});

	test('is no reason for us to hear of it late', async () => {
		const heard: string[] = [];
		const ev = await stuck((each) =>
			tapEvents({ ev: each } as WASocket, (event) => void heard.push(event)),
		);
		expect(heard).toEqual(['messages.upsert', 'messages.upsert']);
		ev.destroy();
	});

	test('keeps nothing that we have heard', async () => {
		const raised: unknown[] = [];
		const ev = await stuck((each) => {
			tapEvents({ ev: each } as WASocket, () => {});
			each.on('messages.upsert', (upsert) => void raised.push(upsert));
		});
		ev.flush();
		expect(raised).toEqual([]);
		ev.destroy();
	});
});

describe('while Baileys holds its events back, since no end of the backlog is announced', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let opened: OpenedConnection;

	beforeEach(async () => {
		world = await TestWorld.start({ tuning: { catchUpTimeoutMs: 100 } });
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		world.sandbox.faults.add({
			match: { tag: 'ib', child: 'offline', direction: 'out' },
			action: 'drop',
		});
		opened = await world.link(anna);
	});
	afterEach(() => world.close());

	test('a message is told', async () => {
		await ben.sendText(anna, 'hello');
		expect((await opened.events.first('message')).text).toBe('hello');
	});

	test('an edit is told', async () => {
		const { id } = await ben.sendText(anna, 'old');
		await ben.edit(anna, id, 'new');
		expect(await opened.events.first('changed')).toMatchObject({ text: 'new' });
	});

	test('a reaction is told', async () => {
		const id = await new Outgoing(world, opened, jidOf(ben)).send(text('good?'));
		await ben.nextMessage();
		await ben.react(anna, id, '👍');
		expect(await opened.events.first('message')).toMatchObject({
			kind: 'reaction',
			reaction: '👍',
		});
	});

	test('a receipt is told', async () => {
		const id = await new Outgoing(world, opened, jidOf(ben)).send(text('hello'));
		const receipt = await opened.events.first('receipt');
		expect(receipt.whatsappIds).toContain(id);
	});
});
