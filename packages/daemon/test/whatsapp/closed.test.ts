import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { pino } from 'pino';
import { createWhatsAppConnector } from '../../src/whatsapp/baileys-connector.js';
import { text } from './outgoing.js';
import { RecordedEvents } from './recorded-events.js';
import { TestWorld } from './test-world.js';

describe('the end of a connection', () => {
	let world: TestWorld;
	let anna: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	});
	afterEach(() => world.close());

	test('removed on the phone: logged out', async () => {
		const { events } = await world.link(anna);
		const [device] = anna.devices();
		await anna.unlink(device?.id ?? 0);
		expect(await events.first('closed')).toMatchObject({
			reason: 'logged-out',
			upstreamCode: 401,
		});
	});

	test('refused at login: logged out, and the credentials are kept', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		world.sandbox.faults.add({ action: 'failure', reason: 401 });
		const { events } = await world.open();
		expect(await events.first('closed')).toMatchObject({ reason: 'logged-out' });
		expect(await world.connector.isLinked(world.credentials())).toBe(true);
	});

	test('a temporary ban says how long', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		world.sandbox.faults.add({
			action: 'failure',
			reason: 402,
			attrs: { code: '101', expire: '3600' },
		});
		const { events } = await world.open();
		expect(await events.first('closed')).toMatchObject({
			reason: 'restricted',
			upstreamCode: 402,
			retryAfter: 3600,
		});
	});

	test('a second login with the same credentials replaces the first', async () => {
		const first = await world.link(anna);
		await world.login();
		expect(await first.events.first('closed')).toMatchObject({ reason: 'replaced' });
	});

	test('a broken stream without a verdict is a lost connection', async () => {
		const { connection, events } = await world.link(anna);
		world.sandbox.faults.add({ match: { tag: 'iq' }, action: 'stream-error', child: 'ack' });
		await connection.checkNumbers(['+491700000001']).catch(() => {});
		expect(await events.first('closed')).toMatchObject({ reason: 'connection-lost' });
	});

	test('a reset TCP connection is a lost connection', async () => {
		const { connection, events } = await world.link(anna);
		world.sandbox.faults.add({ match: { tag: 'iq' }, action: 'close', how: 'rst' });
		await connection.checkNumbers(['+491700000001']).catch(() => {});
		expect(await events.first('closed')).toMatchObject({ reason: 'connection-lost' });
	});

	test('HTTP 503 on the upgrade ends it at once, with the time to wait', async () => {
		world.sandbox.faults.add({ action: 'upgrade', status: 503, retryAfter: 7 });
		const startedAt = performance.now();
		const { events } = await world.open();
		expect(await events.first('closed')).toMatchObject({
			reason: 'unavailable',
			upstreamCode: 503,
			retryAfter: 7,
		});
		expect(performance.now() - startedAt).toBeLessThan(3000);
	});

	test('HTTP 401 of a proxy is no verdict about the account', async () => {
		world.sandbox.faults.add({ action: 'upgrade', status: 401 });
		const { events } = await world.open();
		expect(await events.first('closed')).toMatchObject({ reason: 'unavailable' });
	});

	test('a server with another root key is the wrong one', async () => {
		const connector = createWhatsAppConnector({
			logger: pino({ level: 'silent' }),
			server: { mode: 'sandbox', url: world.sandbox.url, rootKey: '07'.repeat(32) },
		});
		const events = new RecordedEvents();
		await connector.open({
			sessionId: 'sales',
			credentials: world.credentials(),
			events: events.listener(),
			sentMessage: () => undefined,
			phoneNumberOf: () => undefined,
		});
		expect(await events.first('closed')).toMatchObject({ reason: 'wrong-server' });
	});

	test('closing tells the end once, and twice is as good', async () => {
		const { connection, events } = await world.link(anna);
		await Promise.all([connection.close(), connection.close()]);
		await connection.close();
		expect(events.of('closed').map(({ reason }) => reason)).toEqual(['by-user']);
		expect(events.names.at(-1)).toBe('closed');
	});

	test('a connector that was closed opens nothing more', async () => {
		await world.connector.close();
		await expect(world.open()).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
	});

	test('unlinking removes the device from the phone', async () => {
		const { connection, events } = await world.link(anna);
		expect(await connection.unlink(5000)).toBe(true);
		expect(await events.first('closed')).toMatchObject({ reason: 'logged-out' });
		expect(anna.devices()).toEqual([]);
	});

	test('unlinking says when WhatsApp did not answer', async () => {
		const { connection } = await world.link(anna);
		world.sandbox.faults.add({ match: { tag: 'iq', direction: 'in' }, action: 'drop' });
		expect(await connection.unlink(200)).toBe(false);
	});

	test('credentials that cannot be written end it before anything else is sent', async () => {
		const { events } = await world.open({
			credentials: { ...methodsOf(world), commitNow: () => fail('disk full') },
		});
		await anna.scan((await events.first('qr')).text).catch(() => {});
		expect(await events.first('closed')).toMatchObject({ reason: 'storage-unavailable' });
		expect(events.names).not.toContain('paired');
	});

	test('a listener that throws ends it', async () => {
		const { events } = await world.open({ onPaired: () => fail('disk full') });
		await anna.scan((await events.first('qr')).text).catch(() => {});
		expect(await events.first('closed')).toMatchObject({ reason: 'storage-unavailable' });
	});
});

describe('a silent server', () => {
	let world: TestWorld;

	afterEach(() => world.close());

	test('that takes the connection and says nothing is given up on', async () => {
		world = await TestWorld.start({ tuning: { connectTimeoutMs: 500 } });
		world.sandbox.faults.add({ action: 'upgrade', hang: true });
		const { events } = await world.open();
		expect(await events.first('closed')).toMatchObject({ reason: 'timed-out' });
	});

	test('that falls silent later is noticed', async () => {
		world = await TestWorld.start({ tuning: { keepAliveIntervalMs: 500 } });
		const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001' });
		const { events } = await world.link(anna);
		world.sandbox.faults.add({ action: 'silence' });
		expect(await events.first('closed')).toMatchObject({ reason: 'timed-out' });
	});

	test('that never announces the end of the backlog does not keep the session waiting', async () => {
		world = await TestWorld.start({ tuning: { catchUpTimeoutMs: 300 } });
		const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001' });
		world.sandbox.faults.add({ match: { tag: 'ib', direction: 'out' }, action: 'drop' });
		const { events } = await world.link(anna);
		expect(events.names).toContain('caughtUp');
	});

	test('that loses the question for devices gets no message without recipients', async () => {
		world = await TestWorld.start({ tuning: { queryTimeoutMs: 300 } });
		const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001' });
		const ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002' });
		const { connection } = await world.link(anna);
		const chatId = world.connector.addressOf(ben.phoneNumber).id;
		const content = await connection.prepare(text('hello'), { chatId, whatsappId: 'A' });
		world.sandbox.faults.add({ match: { tag: 'iq', xmlns: 'usync' }, action: 'drop' });
		await expect(connection.relay({ chatId, whatsappId: 'A', content })).rejects.toMatchObject({
			mayHaveLeft: false,
			permanent: null,
		});
		expect(ben.messages()).toEqual([]);
	});

	test('that loses the question for numbers is no proof that they are unknown', async () => {
		world = await TestWorld.start({ tuning: { queryTimeoutMs: 300 } });
		const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001' });
		const { connection } = await world.link(anna);
		world.sandbox.faults.add({ match: { tag: 'iq', xmlns: 'usync' }, action: 'drop' });
		await expect(connection.checkNumbers(['+491700000001'])).rejects.toMatchObject({
			code: 'WHATSAPP_TIMEOUT',
		});
	});
});

const fail = (message: string): never => {
	throw new Error(message);
};

/** The credentials of the session, one function per method, to replace some of them. */
function methodsOf(world: TestWorld) {
	const credentials = world.credentials();
	return {
		get: (keys: readonly string[]) => credentials.get(keys),
		commit: (sets: ReadonlyMap<string, string>, deletes: readonly string[]) =>
			credentials.commit(sets, deletes),
		commitNow: (sets: ReadonlyMap<string, string>, deletes: readonly string[]) =>
			credentials.commitNow(sets, deletes),
		entries: (prefix: string) => credentials.entries(prefix),
		isEmpty: () => credentials.isEmpty(),
		quarantine: () => credentials.quarantine(),
		clear: () => credentials.clear(),
	};
}
