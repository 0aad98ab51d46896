import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('sales');
});
afterAll(() => world[Symbol.asyncDispose]());

describe('Send Message', () => {
	test('sends a text', async () => {
		const ben = await world.waypost.ben();
		const { json, error } = await world.engine.run(
			'sendMessage',
			{
				session: { __rl: true, mode: 'list', value: 'sales' },
				to: { __rl: true, mode: 'phoneNumber', value: '={{ $json.phone }}' },
				text: 'Hello',
			},
			{ items: [{ json: { phone: ben.phoneNumber } }] },
		);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ text: 'Hello' });
		expect((await ben.nextMessage()).text).toBe('Hello');
	});
});
