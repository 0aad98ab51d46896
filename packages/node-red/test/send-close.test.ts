import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Phone } from '@waypost/sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { DaemonGate } from './daemon-gate.ts';
import { NodeRedWorld } from './node-red-world.ts';
import { Arrivals } from './receive-flow.ts';
import { CATCH, CAUGHT, OUT, sendNode, type Caught } from './send-flow.ts';

let world: NodeRedWorld;
let ben: Phone;
beforeAll(async () => {
	world = await NodeRedWorld.start();
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
});
afterEach(() => world.stopNodeRed());
afterAll(() => world[Symbol.asyncDispose]());

const flowAt = (url: string, changes: object = {}) =>
	[world.config('config', url), sendNode(changes), OUT, CATCH, CAUGHT] as const;

/** Waits until the daemon has a message. */
async function accepted(text: string): Promise<void> {
	const list = () => world.waypost.client.messages.list('sales', { direction: 'out' });
	while ((await list()).data.every((message) => message.text !== text)) await setImmediate();
}

/** What a Deploy restarts: the send node alone. */
const deployChanged = (url: string) => world.deploy('nodes', ...flowAt(url, { name: 'changed' }));

test('a Deploy does not wait for a message that waits, which is sent later all the same', async () => {
	const { url } = world.waypost.daemon;
	await world.load(...flowAt(url, { waitSeconds: 60 }));
	await world.waypost.client.sessions.stop('sales');
	await world.shows('send', 'grey ring stopped');
	const arrivals = new Arrivals();
	world.receive('send', { payload: 'Later', to: ben.phoneNumber });
	await accepted('Later');

	await deployChanged(url);

	expect((await arrivals.count(1))['waypost']).toMatchObject({
		status: 'accepted',
		waiting: 'session-not-connected',
	});
	const shown = ben.nextMessage();
	await world.waypost.client.sessions.start('sales');
	expect(await shown).toMatchObject({ text: 'Later' });
	expect(ben.messages().filter(({ text }) => text === 'Later')).toHaveLength(1);
});

test('a message that is being handed over when its node is deployed anew is sent once', async () => {
	await using gate = await DaemonGate.open(() => world.waypost.daemon.url);
	await world.load(...flowAt(gate.url));
	await world.shows('send', 'green dot +491700000001');
	const arrivals = new Arrivals();
	const shown = ben.nextMessage();
	const isComing = gate.nextRequest(/\/messages/);
	world.receive('send', { payload: 'Just now', to: ben.phoneNumber });
	await isComing;

	await deployChanged(gate.url);

	await Promise.all([arrivals.count(1), shown]);
	expect(ben.messages().filter(({ text }) => text === 'Just now')).toHaveLength(1);
	expect(gate.calls).toEqual(['POST /v1/sessions/sales/messages']);
});

test('a message that comes just before the Deploy is sent', async () => {
	const { url } = world.waypost.daemon;
	await world.load(...flowAt(url));
	await world.shows('send', 'green dot +491700000001');
	const arrivals = new Arrivals();
	const shown = ben.nextMessage();
	world.receive('send', { payload: 'Last one', to: ben.phoneNumber });

	await deployChanged(url);

	await arrivals.count(1);
	expect(await shown).toMatchObject({ text: 'Last one' });
});

test('what a daemon that hangs has not taken is an error, and the Deploy goes on', async () => {
	const isSent = new EventEmitter();
	const server = createServer(({ method }) => isSent.emit(method!)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await world.load(...flowAt(url));
	const caught = world.nextMessages('caught', 2);
	const isComing = once(isSent, 'POST');
	for (const payload of ['one', 'two']) world.receive('send', { payload, to: ben.phoneNumber });
	await isComing;

	await deployChanged(url);

	for (const msg of await caught) {
		expect((msg as unknown as Caught).error).toMatchObject({
			code: 'TIMEOUT',
			message:
				'Waypost did not answer in time. Send the same message again: it will not be sent twice.',
			cause: { retryable: true },
		});
	}
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});
