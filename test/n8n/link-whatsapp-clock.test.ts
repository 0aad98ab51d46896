import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { restartWithClock, ShiftedClock } from '../../packages/daemon/test/shifted-clock.ts';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
beforeAll(async () => {
	world = await N8nWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

test.each([
	['ahead', 2],
	['behind', -2],
])(
	'with a daemon whose clock is two hours %s, a code says for how long it lives',
	async (id, hours) => {
		await restartWithClock(world.waypost, new ShiftedClock(hours * 3_600_000));
		world.connectTo(world.waypost.daemon.url);
		const parameters: INodeParameters = {
			operation: 'getQrCode',
			session: { __rl: true, mode: 'id', value: id },
		};
		const { json, error } = await world.engine.run('linkWhatsApp', parameters);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ secondsLeft: 60 }]);
	},
);
