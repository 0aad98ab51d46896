import { once, EventEmitter } from 'node:events';
import type { WaypostEvent } from '@waypost/client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { World } from '../../daemon/test/world.ts';
import {
	DaemonConnection,
	type ConnectionLog,
	type DaemonState,
} from '../src/daemon/daemon-connection.ts';
import { DaemonGate } from './daemon-gate.ts';

let world: World;
let gate: DaemonGate;
let connection: DaemonConnection;
let logged: string[];
beforeEach(async () => {
	world = await World.start();
	gate = await DaemonGate.open(() => world.daemon.url);
	logged = [];
});
afterEach(async () => {
	await connection.close();
	await gate[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});

const log: ConnectionLog = {
	lost: ({ code }) => void logged.push(`lost: ${code}`),
	restored: () => void logged.push('restored'),
	missed: () => void logged.push('missed'),
	failed: (error) => void logged.push(`failed: ${String(error)}`),
};

/** A connection whose user notes events and states. */
function connect(apiKey = world.daemon.adminKey, after?: string) {
	const signals = new EventEmitter();
	const events: WaypostEvent[] = [];
	const states: DaemonState[] = [];
	connection = new DaemonConnection({
		url: gate.url,
		apiKey,
		log,
		backOff: { minDelayMs: 5, maxDelayMs: 20 },
		refusedDelayMs: 20,
	});
	const registration = connection.register({
		after,
		onChange: ({ state }) => {
			if (states.at(-1) !== state) states.push(state);
			signals.emit('change');
		},
		onEvent: (event) => {
			events.push(event);
			signals.emit('change');
		},
	});
	const until = async (holds: () => boolean): Promise<void> => {
		while (!holds()) await once(signals, 'change', { signal: AbortSignal.timeout(20_000) });
	};
	return { events, states, until, registration, isConnected: () => states.at(-1) === 'connected' };
}

const created = (events: readonly WaypostEvent[]) =>
	events.map(({ type, sessionId }) => `${type} ${sessionId}`);

test('a long outage is said once, and ends with the stream where it stood', async () => {
	const { events, states, until, isConnected } = connect();
	await until(isConnected);
	await world.linkedSession('sales');
	await until(() => created(events).length > 0);

	await world.daemon.close();
	await until(() => states.filter((state) => state === 'disconnected').length >= 20);
	await world.startDaemon();
	await until(isConnected);
	const { data } = await world.client.events.list({ limit: 200 });
	await until(() => events.length >= data.length);

	expect(events.map(({ id }) => id)).toEqual(data.map(({ id }) => id));
	expect(logged).toEqual(['lost: NETWORK_ERROR', 'restored']);
});

test('a user who comes back gets what it missed, once and in order', async () => {
	const first = connect();
	await first.until(first.isConnected);
	await world.linkedSession('sales');
	await first.until(() => first.events.length >= 2);
	await first.registration.close();
	const { position } = first.registration;
	await connection.close();
	await world.sendText('sales', (await world.ben()).phoneNumber, 'Hello');
	await world.event('message.status', ({ data }) => data.status === 'delivered');

	const second = connect(undefined, position);
	const { data } = await world.client.events.list({ limit: 200 });
	const all = data.map(({ id }) => id);
	const seen = () => [...first.events, ...second.events].map(({ id }) => id);
	await second.until(() => seen().length >= all.length);
	expect(seen()).toEqual(all);
});

test('a position the daemon does not know is said, and the stream goes on with what is new', async () => {
	await world.linkedSession('sales');
	const { events, until } = connect(undefined, '00000000000000000000000001');
	while (logged.length === 0) await new Promise(setImmediate);
	await world.client.sessions.stop('sales');
	await until(() => events.length > 0);
	expect(logged).toEqual([expect.stringMatching(/^failed: .*There is no event/)]);
});

test('a wrong key is said once, and tried again after a while', async () => {
	const { states, until } = connect('wp_wrong');
	await until(() => states.filter((state) => state === 'refused').length >= 3);
	expect(logged).toEqual(['lost: UNAUTHORIZED']);
});

test('a handler that fails is said, and the next event comes', async () => {
	connection = new DaemonConnection({ url: gate.url, apiKey: world.daemon.adminKey, log });
	const called = new EventEmitter();
	connection.register({
		onEvent: () => {
			called.emit('call');
			throw new Error('no');
		},
	});
	while (connection.view.state !== 'connected') await new Promise(setImmediate);
	const first = once(called, 'call').then(() => once(called, 'call'));
	await world.linkedSession('sales');
	await first;
	expect(logged[0]).toBe('failed: Error: no');
});

test('closed twice, it leaves nothing open', async () => {
	const { until, isConnected } = connect();
	await until(isConnected);
	await connection.close();
	await connection.close();
	await gate.noStreamIsOpen();
	expect(gate.streamsOpened).toBe(1);
});
