import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { pino } from 'pino';
import { World } from '../world.js';
import { receivingCalls } from './receiving-calls.js';

describe('what others write', () => {
	let world: World;
	let anna: Phone;
	let ben: Phone;
	let logged: string[];

	beforeEach(async () => {
		logged = [];
		const write = (line: string) => void logged.push(line);
		world = await World.start({ logger: pino({ level: 'warn' }, { write }) });
		anna = await world.anna();
		ben = await world.ben();
		await world.linkedSession('sales');
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const { received, eventsOf, settle } = receivingCalls(() => world);

	test('keeps the order of its writer, also when several people write for the first time at once', async () => {
		const numbers = Array.from({ length: 4 }, (_, index) => `+4917000001${10 + index}`);
		const texts = Array.from({ length: 10 }, (_, index) => `text ${index + 1}`);
		const people = await Promise.all(
			numbers.map((phoneNumber) => world.sandbox.addPhone({ phoneNumber })),
		);
		await Promise.all(people.flatMap((person) => texts.map((text) => person.sendText(anna, text))));
		await settle();
		const messages = (await eventsOf('message.received')).map(
			({ data }) => (data as { message: Message }).message,
		);
		for (const number of numbers) {
			const written = messages.filter(({ from }) => from.phoneNumber === number);
			expect(written.map(({ text }) => text)).toEqual(texts);
		}
	});

	describe('comes once', () => {
		const count = async (text: string): Promise<number> =>
			(await eventsOf('message.received')).filter(
				({ data }) => 'message' in data && data.message.text === text,
			).length;

		test('although WhatsApp sends it again and again', async () => {
			for (const tag of ['receipt', 'ack']) {
				world.sandbox.faults.add({ match: { tag, direction: 'in' }, action: 'drop' });
			}
			await ben.sendText(anna, 'again and again');
			await received('again and again');
			for (let restart = 0; restart < 3; restart += 1) {
				await world.restart();
				await world.waitForState('sales', 'connected');
			}
			world.sandbox.faults.clear();
			await settle();
			expect(await count('again and again')).toBe(1);
		});

		test('although the line broke before the end of a backlog of 100', async () => {
			await world.daemon.close();
			const texts = Array.from({ length: 100 }, (_, n) => `text ${n}`);
			for (const text of texts) await ben.sendText(anna, text);
			world.sandbox.faults.add({
				match: { tag: 'ib', child: 'offline', direction: 'out' },
				action: 'close',
				how: 'rst',
				times: 1,
			});
			await world.startDaemon();
			await received('text 99');
			await settle();
			const told = (await eventsOf('message.received')).flatMap(({ data }) =>
				'message' in data && data.message.text?.startsWith('text ') ? [data.message.text] : [],
			);
			expect(told).toEqual(texts);
		});

		test('although its first copy could not be opened, and the log stays short', async () => {
			world.sandbox.faults.add({
				match: { tag: 'message', direction: 'out' },
				action: 'corrupt',
				times: 1,
			});
			await ben.sendText(anna, 'in pieces');
			await received('in pieces');
			await settle();
			expect(await count('in pieces')).toBe(1);
			expect(logged.length).toBeLessThan(5);
		});

		test('although the end of the backlog is never announced', async () => {
			world.sandbox.faults.add({
				match: { tag: 'ib', child: 'offline', direction: 'out' },
				action: 'drop',
			});
			await world.restart();
			await world.waitForState('sales', 'connected');
			await ben.sendText(anna, 'unannounced');
			await received('unannounced');
			expect(await count('unannounced')).toBe(1);
		});
	});
});
