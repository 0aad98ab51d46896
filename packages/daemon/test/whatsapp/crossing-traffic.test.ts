import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import type { WhatsAppConnection } from '../../src/whatsapp/whatsapp-connection.js';
import * as outgoing from './outgoing.js';
import { SeededRandom } from '../lanes/seeded-random.js';
import { TestWorld } from './test-world.js';

const BEN = { number: '+491700000009', chat: '491700000009@s.whatsapp.net' };
const SESSIONS = ['sales', 'support', 'billing'] as const;
const ROUNDS = 6;
const TEXTS = 6;
const SLOWEST_MS = 12;

/**
 * Everybody writes to everybody at once, over a store that takes its time: each encryption and each
 * decryption changes the state of a Signal session, and a change that is lost shows as a message that
 * cannot be opened, and is asked for again.
 */
describe('texts that cross each other', () => {
	const random = new SeededRandom(7);
	let world: TestWorld;
	let ben: Phone;
	let owners: Phone[];

	beforeEach(async () => {
		world = await TestWorld.start();
		ben = await world.sandbox.addPhone({ phoneNumber: BEN.number });
		owners = [];
		for (const [n, session] of SESSIONS.entries()) {
			const owner = await world.sandbox.addPhone({ phoneNumber: `+49170000000${n + 1}` });
			const { connection } = await world.link(owner, session);
			await connection.close();
			owners.push(owner);
		}
	});
	afterEach(() => world.close());

	const aMoment = () => pause(random.between(0, SLOWEST_MS));

	function slowCredentials(sessionId: string): SessionCredentials {
		const real = world.credentials(sessionId);
		return {
			get: async (keys) => {
				await aMoment();
				return real.get(keys);
			},
			commit: async (sets, deletes) => {
				await aMoment();
				await real.commit(sets, deletes);
			},
			commitNow: (sets, deletes) => real.commitNow(sets, deletes),
			entries: (prefix) => real.entries(prefix),
			isEmpty: () => real.isEmpty(),
			quarantine: () => real.quarantine(),
			clear: () => real.clear(),
		};
	}

	async function open(sessionId: string) {
		const credentials = slowCredentials(sessionId);
		const { connection, events } = await world.open({ sessionId, credentials });
		await events.first('caughtUp');
		return connection;
	}

	async function writeToBen(connection: WhatsAppConnection, words: string): Promise<void> {
		for (let n = 0; n < TEXTS; n++) {
			const whatsappId = world.connector.newMessageId();
			const to = { chatId: BEN.chat, whatsappId };
			const content = await connection.prepare(outgoing.text(`${words} ${n}`), to);
			await connection.relay({ ...to, content });
		}
	}

	async function benWritesTo(owner: Phone): Promise<void> {
		for (let n = 0; n < TEXTS; n++) {
			await aMoment();
			await ben.sendText(owner.phoneNumber, `answer ${n}`);
		}
	}

	/** What tells that somebody could not open something: retry receipts, and acks that refuse. */
	const complaints = () =>
		world.sandbox
			.stanzas()
			.filter(
				({ stanza: { tag, attrs } }) =>
					(tag === 'receipt' && attrs['type'] === 'retry') ||
					(tag === 'ack' && attrs['error'] !== undefined),
			)
			.map(({ direction, stanza: { tag, attrs } }) => `${direction} ${tag} ${attrs['id']}`);

	async function crossfire(): Promise<void> {
		const connections = await Promise.all(SESSIONS.map((session) => open(session)));
		await Promise.all([
			...connections.map((connection, n) => writeToBen(connection, `text of ${SESSIONS[n]}`)),
			...owners.map((owner) => benWritesTo(owner)),
		]);
		for (const owner of owners) {
			const last = (text: string | null) => text === `answer ${TEXTS - 1}`;
			await owner.nextMessage({ where: ({ text }) => last(text) });
		}
		await Promise.all(connections.map((connection) => connection.close()));
	}

	test('can all be opened the first time', async () => {
		for (let round = 0; round < ROUNDS; round++) await crossfire();
		expect(complaints()).toEqual([]);
	});
});
