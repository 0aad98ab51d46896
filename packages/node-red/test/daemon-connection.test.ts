import { once, EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { World } from '../../daemon/test/world.ts';
import { DaemonConnection } from '../src/daemon/daemon-connection.ts';
import { DaemonGate } from './daemon-gate.ts';
import { NotedConnection, type NotedConnectionOptions } from './noted-connection.ts';

let world: World;
let gate: DaemonGate;
beforeEach(async () => {
	world = await World.start();
	gate = await DaemonGate.open(() => world.daemon.url);
});
afterEach(async () => {
	await gate[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});

const connect = (options: Partial<NotedConnectionOptions> = {}) =>
	new NotedConnection({ url: gate.url, apiKey: world.daemon.adminKey, ...options });

/** The ids of all events in the log of the daemon. */
async function idsOfLog(): Promise<string[]> {
	const { data } = await world.client.events.list({ limit: 200 });
	return data.map(({ id }) => id);
}

test('a long outage is said once, and what happened meanwhile comes when it is over', async () => {
	const ben = await world.ben();
	await using connection = connect();
	await connection.isConnected();
	const { phone: anna } = await world.linkedSession('sales');
	await connection.until(() => connection.events.length > 0);

	await world.daemon.close();
	// From the third attempt on it waits as long as it ever does.
	await connection.until(() => connection.times('disconnected') >= 20);
	for (const text of ['one', 'two', 'three']) await ben.sendText(anna, text);
	await world.startDaemon();
	await connection.isConnected();
	await world.event('message.received', ({ data }) => data.message.text === 'three');
	const ids = await idsOfLog();
	await connection.until(() => connection.events.length >= ids.length);

	expect(connection.ids).toEqual(ids);
	expect(connection.logged).toEqual(['lost: NETWORK_ERROR', 'restored']);
});

test('a user who comes back gets what it missed, once and in order', async () => {
	await using first = connect();
	await first.isConnected();
	await world.linkedSession('sales');
	await first.until(() => first.events.length >= 2);
	await first.registration.close();
	const after = first.registration.position!;
	await first[Symbol.asyncDispose]();
	await world.sendText('sales', (await world.ben()).phoneNumber, 'Hello');
	await world.event('message.status', ({ data }) => data.status === 'delivered');

	await using second = connect({ after });
	const ids = await idsOfLog();
	const seen = () => [...first.ids, ...second.ids];
	await second.until(() => seen().length >= ids.length);
	expect(seen()).toEqual(ids);
});

test('a position the daemon does not know is said, and the stream goes on with what is new', async () => {
	await world.linkedSession('sales');
	await using connection = connect({ after: '00000000000000000000000001' });
	await connection.until(() => connection.logged.length > 0);
	await world.client.sessions.stop('sales');
	await connection.until(() => connection.events.length > 0);
	expect(connection.logged).toEqual(['missed']);
	expect(connection.registration.position).toBe(connection.ids.at(-1));
});

test('a wrong key is said once, and tried again after a while', async () => {
	await using connection = connect({ apiKey: 'wp_wrong' });
	await connection.until(() => connection.times('refused') >= 3);
	expect(connection.logged).toEqual(['lost: UNAUTHORIZED']);
});

test('a handler that fails is said, and the next event comes', async () => {
	const called = new EventEmitter();
	const logged: string[] = [];
	const say = () => {};
	const connection = new DaemonConnection({
		url: gate.url,
		apiKey: world.daemon.adminKey,
		log: { lost: say, restored: say, missed: say, failed: (error) => logged.push(String(error)) },
	});
	connection.register({
		onChange: ({ state }) => called.emit(state),
		onEvent: () => {
			called.emit('call');
			throw new Error('no');
		},
	});
	await once(called, 'connected');
	const second = once(called, 'call').then(() => once(called, 'call'));
	await world.linkedSession('sales');
	await second;
	await connection.close();
	expect(logged[0]).toBe('Error: no');
});

test('closed twice, it leaves nothing open', async () => {
	await using connection = connect();
	await connection.isConnected();
	await connection[Symbol.asyncDispose]();
	await connection[Symbol.asyncDispose]();
	await gate.noStreamIsOpen();
	expect(gate.streamsOpened).toBe(1);
});
