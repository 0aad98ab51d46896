import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { WaypostEvent } from '@waypost/client';
import type { NodeMessage } from 'node-red';
import { World } from '../../../daemon/test/world.ts';
import { DaemonConnection } from '../daemon/daemon-connection.ts';
import { LinkWatch, type LinkMemory } from './link-watch.ts';

let world: World;
let daemon: DaemonConnection;
beforeEach(async () => {
	world = await World.start();
	await world.linkedSession('sales');
	const say = () => {};
	const log = { lost: say, restored: say, missed: say, failed: say };
	daemon = new DaemonConnection({ url: world.daemon.url, apiKey: world.daemon.adminKey, log });
});
afterEach(async () => {
	await daemon.close();
	await world[Symbol.asyncDispose]();
});

const connected = (): Promise<WaypostEvent> =>
	world.event('session.state', ({ data }) => data.to === 'connected');

function watch(memory: LinkMemory) {
	const sent: NodeMessage[] = [];
	const link = new LinkWatch({
		daemon,
		memory,
		sessionId: 'sales',
		output: 'text',
		startsByItself: false,
		mayCreate: false,
		send: (msg) => sent.push(msg),
		onError: (error) => {
			throw error;
		},
	});
	return { link, sent };
}

test('a phone that was linked during a Deploy is told of after it, once', async () => {
	const memory = { isAccepted: true };
	const before = watch(memory);
	const handled = before.link.onEvent(await connected());
	await Promise.all([before.link.close(), expect(handled).rejects.toThrow()]);
	expect(before.sent).toEqual([]);

	const after = watch(memory);
	await after.link.onEvent(await connected());
	await after.link.onEvent(await connected());
	expect(after.sent).toMatchObject([{ topic: 'linked', payload: '+491700000001' }]);
});
