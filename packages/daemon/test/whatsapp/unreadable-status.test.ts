import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../lanes/until.js';
import { TestWorld } from './test-world.js';

let world: TestWorld;

beforeEach(async () => {
	world = await TestWorld.start();
});
afterEach(() => world.close());

/** WhatsApp has heard that the status could not be read. */
const isRefused = () =>
	world.sandbox
		.stanzas()
		.some(({ stanza: { tag, attrs } }) => tag === 'ack' && attrs['error'] !== undefined);

test('a status that cannot be read holds up nothing that comes behind it', async () => {
	const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	const ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	const { events } = await world.link(anna);
	const match = { tag: 'message', direction: 'out' } as const;
	world.sandbox.faults.add({ match, action: 'unreadable-status', times: 1 });
	await ben.sendText(anna, 'a status');
	await until('the status is refused', isRefused, 5000);
	await ben.sendText(anna, 'a message');
	await events.first('message', ({ text }) => text === 'a message');
	expect(events.of('message')).toHaveLength(1);
});
