import { runInThisContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDaemon, createLogger, readConfig, type DaemonOptions } from '@waypost/daemon';
import { World } from '../../daemon/test/world.ts';
import { DaemonGate } from './daemon-gate.ts';
import { NotedConnection, type NotedConnectionOptions } from './noted-connection.ts';

/**
 * How much faster time goes for what an idle stream depends on: the timers of the daemon, with its sign
 * of life every 10 seconds, how long the client listens to silence, and how long Node's fetch does. With
 * `SCALE=1` all of them are what they are in use, and the story takes its ten minutes.
 */
const SCALE = Number(process.env['SCALE'] ?? 60);
const ms = (seconds: number): number => Math.round((seconds * 1_000) / SCALE);

/**
 * What a client does by itself (`StreamOptions.silenceMs`). Not scaled as far as the rest: a busy machine
 * may stand still for some seconds, which is no silence of the daemon.
 */
const SILENCE_MS = Math.max(ms(45), 5_000);
/** Node's fetch ends an answer of which nothing came for so long (undici, `bodyTimeout`). */
const FETCH_TIMEOUT_MS = ms(300);
const STORY_MS = ms(700) + 20_000;

let world: World;
let gate: DaemonGate;
let restoreFetch: () => Promise<void>;
beforeEach(async () => {
	world = await World.start();
	await world.daemon.close();
	const { config } = readConfig(world.environment());
	const logger = createLogger({ level: 'silent' });
	world.daemon = await createDaemon({ config, logger, clock: fastClock() });
	gate = await DaemonGate.open(() => world.daemon.url);
	await world.createSession();
	restoreFetch = hastenFetch();
});
afterEach(async () => {
	await gate[Symbol.asyncDispose]();
	await restoreFetch();
	await world[Symbol.asyncDispose]();
});

function fastClock(): NonNullable<DaemonOptions['clock']> {
	const start = Date.now();
	return {
		now: () => start + (Date.now() - start) * SCALE,
		after: (delayMs, run) => {
			const timer = setTimeout(run, delayMs / SCALE);
			timer.unref();
			return () => clearTimeout(timer);
		},
	};
}

interface Dispatcher {
	constructor: new (options: { bodyTimeout: number }) => Dispatcher;
	destroy(): Promise<void>;
}

/** Scales the time-out of Node's fetch, which is outside of jest's world. */
function hastenFetch(): () => Promise<void> {
	const native = runInThisContext('globalThis') as Record<symbol, Dispatcher>;
	const key = Symbol.for('undici.globalDispatcher.1');
	const usual = native[key]!;
	const hasty = new usual.constructor({ bodyTimeout: FETCH_TIMEOUT_MS });
	native[key] = hasty;
	return async () => {
		native[key] = usual;
		await hasty.destroy();
	};
}

const connect = (options: Partial<NotedConnectionOptions> = {}) =>
	new NotedConnection({
		url: gate.url,
		apiKey: world.daemon.adminKey,
		silenceMs: SILENCE_MS,
		...options,
	});

const idsOfLog = async (): Promise<string[]> =>
	(await world.client.events.list()).data.map(({ id }) => id);

test(
	'a stream on which nothing happens for ten minutes stays open, and then brings what happens',
	async () => {
		await using idle = connect();
		await idle.isConnected();
		// Beside it one without signs of life, which fetch ends: after five minutes, and five more.
		await using silentGate = await DaemonGate.open(() => world.daemon.url);
		silentGate.swallowsHeartbeats = true;
		await using silent = connect({ url: silentGate.url, silenceMs: ms(10_000) });
		await silent.until(() => silent.losses.length === 2, STORY_MS);
		const { cause } = silent.losses[1]! as { cause?: { cause?: unknown } };
		expect(cause?.cause).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });

		await world.startLink('sales');
		await idle.until(() => idle.events.length > 0);
		expect(idle.states).toEqual(['connecting', 'connected']);
		expect(gate.streamsOpened).toBe(1);
	},
	STORY_MS,
);

test(
	'a stream that falls silent is given up for another one, and nothing is lost',
	async () => {
		await using connection = connect();
		await connection.isConnected();
		gate.swallowsHeartbeats = true;
		await connection.until(() => connection.times('disconnected') >= 1, STORY_MS);
		await world.startLink('sales');
		await connection.until(() => connection.times('disconnected') >= 2, STORY_MS);
		gate.swallowsHeartbeats = false;
		await connection.isConnected();
		await world.client.sessions.stop('sales');
		const ids = await idsOfLog();
		await connection.until(() => connection.events.length >= ids.length);
		expect(connection.ids).toEqual(ids);
		expect(new Set(connection.losses.map(({ code }) => code))).toEqual(new Set(['TIMEOUT']));
	},
	STORY_MS,
);
