import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRuleInput } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { report } from './disconnect-report.js';
import { TestWorld } from './world.js';

let world: TestWorld;
let linked: BaileysClient;

beforeAll(async () => {
	world = await TestWorld.start();
	linked = await world.linkedClient();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

describe('a frame that is damaged', () => {
	test.each(['garbage', 'undecodable', 'huge'] as const)(
		'%s: nothing is reported but an unhandled rejection',
		async (kind) => {
			const client = await world.reconnected(linked);
			const ended = report(client);
			const rejected = firstRejection(client);
			world.sandbox.faults.add({ action: 'frame', kind, times: 1, match: { tag: 'message' } });
			await world.bob.sendText(world.anna, `lost: ${kind}`);
			expect(await rejected).toHaveProperty('message');
			expect(await Promise.race([ended, setTimeout(50, 'nothing')])).toBe('nothing');
		},
	);

	test('half of it: what comes next is taken for the rest', async () => {
		const client = await world.reconnected(linked);
		const rejected = firstRejection(client);
		const match = { tag: 'message' };
		world.sandbox.faults.add({ action: 'frame', kind: 'half', times: 1, match });
		await world.bob.sendText(world.anna, 'lost: half');
		for (let count = 0; count < 5; count += 1) await world.bob.sendText(world.anna, 'lost, too');
		expect(await rejected).toHaveProperty('message');
	});

	test.each<[string, FaultRuleInput, string, boolean]>([
		['bytes of one’s own', { action: 'frame', kind: 'bytes', base64: 'AAA=' }, 'AAA=', true],
		['a text message', { action: 'frame', kind: 'text' }, '', false],
	])('%s: comes as it is asked for', async (_words, rule, base64, binary) => {
		const client = await world.reconnected(linked);
		world.sandbox.faults.add({ ...rule, times: 1, match: { tag: 'message' } });
		const message = once(client.socket.ws, 'message');
		void firstRejection(client);
		await world.bob.sendText(world.anna, `lost: ${rule.action}`);
		const [bytes, isBinary] = (await message) as [Buffer, boolean];
		expect([isBinary, binary ? bytes.toString('base64') : '']).toEqual([binary, base64]);
	});

	test('split into single bytes: is understood', async () => {
		const client = await world.reconnected(linked);
		world.sandbox.faults.add({
			action: 'frame',
			kind: 'split',
			times: 1,
			match: { tag: 'message' },
		});
		await world.bob.sendText(world.anna, 'byte by byte');
		expect(await client.messageWithText('byte by byte')).toBeDefined();
	});
});

/** What would end the process: Baileys does not await what it does with a frame (Socket/socket.js, onMessageReceived). */
function firstRejection({ socket: { ws } }: BaileysClient): Promise<unknown> {
	const [listener] = ws.listeners('message') as [(data: unknown) => unknown];
	ws.off('message', listener);
	return new Promise((resolve) => {
		ws.on('message', (data: unknown) => {
			Promise.resolve(listener(data)).catch(resolve);
		});
	});
}
