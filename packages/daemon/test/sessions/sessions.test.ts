import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionState, WaypostEvent } from '@waypost/contract';
import { createEventLog } from '../../src/events/event-log.store.js';
import type { EventLog } from '../../src/events/event-log.js';
import { createAdminCaller } from '../../src/keys/caller.js';
import { createIds } from '../../src/runtime/ids.js';
import { createLogger } from '../../src/runtime/logger.js';
import type { MessageTraffic } from '../../src/sessions/message-traffic.js';
import { SessionsService } from '../../src/sessions/sessions.service.js';
import { createSessionsStore } from '../../src/sessions/sessions.store.js';
import { createCredentialsStore } from '../../src/storage/credentials-store.js';
import { Database } from '../../src/storage/database.js';
import { CredentialsError } from '../../src/whatsapp/credentials-error.js';
import { ManualClock } from '../http/manual-clock.js';
import { FakeConnector } from './fake-whatsapp.js';

const ACCOUNT = { phoneNumber: '+491700000001', lid: null, pushName: null };
const logger = createLogger({ level: 'silent' });

const noTraffic: MessageTraffic = {
	connected: () => {},
	disconnected: () => {},
	ack: () => {},
	receipt: () => {},
	message: () => {},
	changed: () => {},
	groupChanged: () => {},
	contact: () => {},
	phoneNumberOf: () => undefined,
	restricted: () => {},
	pacingChanged: () => {},
	sentMessage: () => undefined,
	cancelWaiting: () => {},
	forget: () => {},
};

describe('sessions', () => {
	let database: Database;
	let clock: ManualClock;
	let connector: FakeConnector;
	let events: EventLog;
	let sessions: SessionsService;
	/** Forgets what else is known of a session. */
	let forget: () => void;

	/** What a new start of the daemon makes of the same store. */
	function load(): SessionsService {
		const credentials = createCredentialsStore({ database });
		events = createEventLog({ database, ids: createIds(), clock, logger });
		return new SessionsService({
			...{ database, connector, events, clock, logger, maxSessions: null },
			traffic: { ...noTraffic, forget: () => forget() },
			store: createSessionsStore(database),
			credentialsOf: (id) => credentials.forSession(id),
			countOutbox: () => ({ waiting: 0, inDoubt: 0, failed: 0 }),
			isLive: true,
		});
	}

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		clock = new ManualClock();
		connector = new FakeConnector();
		forget = () => {};
		sessions = load();
		sessions.create({ id: 'sales' }, createAdminCaller());
	});
	afterEach(async () => {
		await sessions.close();
		database.close();
	});

	const session = () => sessions.find('sales');
	const now = () => [session().state, session().reason?.code ?? null];

	function reached(state: SessionState): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const unsubscribe = events.subscribe((event: WaypostEvent) => {
			if (event.type === 'session.state' && event.data.to === state) resolve();
		});
		if (session().state === state) resolve();
		return promise.finally(unsubscribe);
	}

	async function showQr(): Promise<void> {
		await session().startLinking('qr', null);
		connector.newest.tells.qr({ text: 'qr', expiresAt: clock.now() + 60_000 });
	}

	/** The phone has accepted the device; WhatsApp has not closed the line yet. */
	async function accept(): Promise<void> {
		await showQr();
		connector.isLinkedNow = true;
		connector.newest.tells.paired();
	}

	async function connect(): Promise<void> {
		await accept();
		const connecting = reached('connecting');
		connector.newest.end('restart-required');
		await connecting;
		await session().start();
		connector.newest.tells.opened(ACCOUNT);
	}

	test('started twice at once open one connection', async () => {
		await connect();
		await session().stop();
		const before = connector.opened.length;
		await Promise.all([session().start(), session().start()]);
		expect(connector.opened).toHaveLength(before + 1);
		expect(now()).toEqual(['connecting', null]);
	});

	test('stopped while a code is shown are not linked', async () => {
		await showQr();
		await session().stop();
		expect(now()).toEqual(['unlinked', 'by-user']);
	});

	test('stopped when the phone has just accepted them keep the link', async () => {
		await accept();
		await session().stop();
		expect(now()).toEqual(['stopped', 'by-user']);
		expect(session().record.linkedAt).not.toBeNull();
		await session().start();
		expect(now()).toEqual(['connecting', null]);
	});

	test('deleted when the phone has just accepted them are connected first, to tell WhatsApp', async () => {
		await accept();
		const deleted = sessions.delete('sales');
		const connecting = reached('connecting');
		connector.newest.end('restart-required');
		await connecting;
		await session().start();
		connector.newest.tells.opened(ACCOUNT);
		expect((await deleted).unlinkedAtWhatsApp).toBe(true);
	});

	test('unlinked by a user say so, and not that the phone did it', async () => {
		await connect();
		await sessions.unlink('sales');
		expect(now()).toEqual(['unlinked', 'by-user']);
	});

	test('unlinked while WhatsApp does not answer are gone here, and say what is left to do', async () => {
		await connect();
		connector.newest.unlink = () => Promise.resolve(false);
		const { unlinkedAtWhatsApp, detail } = await sessions.unlink('sales');
		expect(unlinkedAtWhatsApp).toBe(false);
		expect(detail).toContain('open Linked devices and remove this device');
		expect(now()).toEqual(['unlinked', 'by-user']);
	});

	test('that lost their credentials while reconnecting stop, and never show a code', async () => {
		await connect();
		connector.newest.end('connection-lost');
		connector.isLinkedNow = false;
		const before = connector.opened.length;
		const stopped = reached('stopped');
		clock.advance(60_000);
		await stopped;
		expect(now()).toEqual(['stopped', 'bad-credentials']);
		expect(session().times.nextAttemptAt).toBeNull();
		expect(connector.opened).toHaveLength(before);
	});

	test('whose credentials were damaged while reconnecting stop at the next start', async () => {
		await connect();
		connector.newest.end('connection-lost');
		connector.failure = new CredentialsError('damaged');
		await session().start();
		expect(now()).toEqual(['stopped', 'bad-credentials']);
	});

	test('try again when only the store failed', async () => {
		await connect();
		connector.newest.end('connection-lost');
		connector.failure = new Error('disk I/O error');
		await session().start();
		expect(session().state).toBe('reconnecting');
		connector.failure = null;
		const connecting = reached('connecting');
		clock.advance(600_000);
		await connecting;
		expect(session().state).toBe('connecting');
	});

	test('with credentials that cannot be read are not linked anew before they are unlinked', async () => {
		connector.failure = new CredentialsError('damaged');
		await sessions.restore();
		expect(now()).toEqual(['stopped', 'bad-credentials']);
		await expect(session().startLinking('qr', null)).rejects.toMatchObject({
			code: 'SESSION_ALREADY_LINKED',
		});
		connector.failure = null;
		await sessions.unlink('sales');
		await showQr();
		expect(session().state).toBe('linking');
	});

	test('that could not be deleted because the store failed can be deleted again', async () => {
		forget = () => {
			throw new Error('the disk is full');
		};
		await expect(sessions.delete('sales')).rejects.toThrow('the disk is full');
		forget = () => {};
		await sessions.delete('sales');
		expect(createSessionsStore(database).list()).toEqual([]);
	});

	test('deleted while somebody asks for a code stay deleted', async () => {
		const deleted = sessions.delete('sales');
		const asked = session().startLinking('qr', null);
		await Promise.allSettled([deleted, asked]);
		await sessions.close();
		expect(createSessionsStore(database).list()).toEqual([]);
		expect(connector.opened.filter(({ isClosed }) => !isClosed)).toEqual([]);
	});

	test('that start by themselves from now on do so at the next start of the daemon', async () => {
		await connect();
		sessions.update('sales', { autoStart: false });
		await sessions.close();
		sessions = load();
		await sessions.restore();
		expect(now()).toEqual(['stopped', 'by-user']);
		sessions.update('sales', { autoStart: true });
		await sessions.close();
		sessions = load();
		const restored = sessions.restore();
		await reached('connecting');
		await sessions.close();
		await restored;
		expect(session().state).toBe('connecting');
	});

	test('that cannot be restored do not keep the others from it', async () => {
		await connect();
		for (const id of ['a', 'b', 'c']) sessions.create({ id }, createAdminCaller());
		await sessions.close();
		sessions = load();
		for (const id of ['a', 'b', 'c']) {
			sessions.find(id).restore = () => Promise.reject(new Error('out of order'));
		}
		const restored = sessions.restore();
		await reached('connecting');
		await sessions.close();
		await expect(restored).resolves.toBeUndefined();
	});

	test('stop waiting for their turn when the daemon closes', async () => {
		await connect();
		await sessions.close();
		sessions = load();
		const restored = sessions.restore();
		await reached('connecting');
		await sessions.close();
		await expect(restored).resolves.toBeUndefined();
	});
});
