import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DaemonProcess } from '../../daemon/test/daemon-process.ts';
import { DaemonGate } from './daemon-gate.ts';
import { NodeRedWorld } from './node-red-world.ts';
import { Arrivals, inNode } from './receive-flow.ts';
import { OUT } from './send-flow.ts';

let world: NodeRedWorld;
let gate: DaemonGate;
let daemon: DaemonProcess;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	await world.waypost.linkedSession('sales');
	// The same data folder, now with a process that can be killed.
	await world.waypost.daemon.close();
	await startDaemon();
	gate = await DaemonGate.open(() => daemon.url);
});
afterEach(async () => {
	await daemon.kill();
	await world[Symbol.asyncDispose]();
	await gate[Symbol.asyncDispose]();
});

async function startDaemon(): Promise<void> {
	daemon = await DaemonProcess.start(world.waypost.environment());
	await daemon.call('GET', '/v1/sessions/sales/wait?timeout=20');
}

const AWAY = 'red ring Waypost not reached';

async function writeUntil(signal: AbortSignal, write: () => Promise<void>): Promise<void> {
	while (!signal.aborted) {
		await write();
		await nextTurn();
	}
}

test('killed amid messages and started again: all come once, and the node shows it by itself', async () => {
	const [anna, ben] = [await world.waypost.anna(), await world.waypost.ben()];
	const arrivals = new Arrivals();
	await world.load(world.config('config', gate.url), inNode(), OUT);
	await world.shows('in', 'green dot connected');
	const said: string[] = [];
	for (const call of ['warn', 'log']) {
		world.node('config').on(`call:${call}` as 'input', () => said.push(call));
	}

	const written: string[] = [];
	const write = async (): Promise<void> => {
		written.push(`text ${written.length + 1}`);
		await ben.sendText(anna, written.at(-1)!);
	};
	const stop = new AbortController();
	const writing = writeUntil(stop.signal, write);
	await arrivals.count(10);
	await daemon.kill();
	stop.abort();
	await writing;
	await world.shows('in', AWAY);
	await write();
	await startDaemon();
	await world.shows('in', 'green dot connected');
	await arrivals.count(written.length);
	await write();
	await arrivals.count(written.length);

	expect(arrivals.payloads).toEqual(written);
	const looks = world.looks('in');
	const afterRed = looks.slice(looks.indexOf(AWAY) + 1);
	expect([afterRed[0], afterRed.at(-1)]).toEqual([
		'yellow ring connecting…',
		'green dot connected',
	]);
	expect(said).toEqual(['warn', 'log']);
});
