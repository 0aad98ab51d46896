import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DaemonGate } from './daemon-gate.ts';
import { NodeRedWorld, setEnvironment } from './node-red-world.ts';
import { CATCH, CAUGHT, OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
let gate: DaemonGate;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	gate = await DaemonGate.open(() => world.waypost.daemon.url);
});
afterEach(async () => {
	await world[Symbol.asyncDispose]();
	await gate[Symbol.asyncDispose]();
});

const config = () => world.config('config', gate.url);
const READY = 'green dot +491700000001';

/** Links a session and starts a flow whose nodes reach the daemon through the gate. */
async function start(...nodes: ReturnType<typeof sendNode>[]): Promise<void> {
	await world.waypost.linkedSession('sales');
	await world.load(config(), ...nodes, OUT, CATCH, CAUGHT);
	for (const { id } of nodes) await world.shows(id, READY);
}

test('all nodes of one connection share one event stream', async () => {
	await start(sendNode(), sendNode({ id: 'other' }), sendNode({ id: 'third' }));
	expect([gate.streamsOpened, gate.streamsOpen]).toEqual([1, 1]);
});

test('a connection that no node uses opens no stream', async () => {
	await world.load(config());
	expect(gate.streamsOpened).toBe(0);
});

test('the deploy of a changed node opens no new stream', async () => {
	await start(sendNode());
	await world.deploy('nodes', config(), sendNode({ waitFor: 'accepted' }), OUT, CATCH, CAUGHT);
	await world.exchange('send', { payload: 'Hello', to: '+491700000002' }, 'caught');
	expect([gate.streamsOpened, gate.streamsOpen]).toEqual([1, 1]);
});

test('the deploy of a changed connection ends its stream and opens one', async () => {
	await start(sendNode());
	const changed = { ...config(), name: 'changed' };
	await world.deploy('nodes', changed, sendNode(), OUT, CATCH, CAUGHT);
	await world.shows('send', READY);
	while (gate.streamsOpen > 1) await new Promise(setImmediate);
	expect([gate.streamsOpened, gate.streamsOpen]).toEqual([2, 1]);
});

test('a full deploy ends the stream and opens one', async () => {
	await start(sendNode());
	await world.deploy('full', config(), sendNode(), OUT);
	await world.shows('send', READY);
	while (gate.streamsOpen > 1) await new Promise(setImmediate);
	expect([gate.streamsOpened, gate.streamsOpen]).toEqual([2, 1]);
});

test('deleting the nodes ends the stream', async () => {
	await start(sendNode());
	await world.deploy('full', OUT);
	await gate.noStreamIsOpen();
});

test('the daemon goes away and comes back: red, yellow, green, with nothing to deploy', async () => {
	await start(sendNode());
	const ben = await world.waypost.ben();
	await world.waypost.daemon.close();
	await world.shows('send', 'red ring Waypost not reached');
	await world.waypost.startDaemon();
	await world.shows('send', READY);

	const looks = world.looks('send');
	const afterRed = looks.slice(looks.lastIndexOf('red ring Waypost not reached') + 1);
	expect(afterRed[0]).toBe('yellow ring connecting…');
	expect(afterRed.at(-1)).toBe(READY);
	await world.exchange('send', { payload: 'Back again', to: ben.phoneNumber });
	expect(ben.messages().at(-1)).toMatchObject({ text: 'Back again' });
});

test('what happens to the session is shown as it happens', async () => {
	await start(sendNode());
	const { sessions } = world.waypost.client;
	await sessions.stop('sales');
	await world.shows('send', 'grey ring stopped');
	await sessions.start('sales');
	await world.shows('send', READY);
	const [device] = (await world.waypost.anna()).devices();
	await (await world.waypost.anna()).unlink(device!.id);
	await world.shows('send', 'red ring unlinked by phone');
});

test('address and key come from the environment', async () => {
	await world.waypost.linkedSession('sales');
	setEnvironment('WAYPOST_TEST_URL', gate.url);
	setEnvironment('WAYPOST_TEST_KEY', world.apiKey);
	world.useKey('${WAYPOST_TEST_KEY}');
	await world.load(world.config('config', '${WAYPOST_TEST_URL}'), sendNode(), OUT);
	await world.shows('send', READY);
});

test('a key without events:read sends, and the flow waits all the same', async () => {
	const { body } = await world.waypost.call<{ key: string }>('POST', '/v1/keys', {
		json: { name: 'sender', preset: 'sender' },
	});
	world.useKey(body.key);
	const ben = await world.waypost.ben();
	await world.waypost.linkedSession('sales');
	await world.load(config(), sendNode(), OUT);
	await world.shows('send', 'red ring key may not do this');
	const msg = await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
	expect(msg['waypost']).toMatchObject({ status: expect.stringMatching(/sent|delivered/) });
});
