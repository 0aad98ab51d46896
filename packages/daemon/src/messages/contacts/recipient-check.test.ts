import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../test/http/manual-clock.js';
import { Database } from '../../storage/database.js';
import { chatAddressOf } from '../../whatsapp/jid.js';
import type { Address } from '../../whatsapp/whatsapp-connection.js';
import { ChatAddresses } from './chat-addresses.js';
import { createNumberChecksStore } from './number-checks.store.js';
import { RecipientCheck } from './recipient-check.js';
import { parseRecipient } from '../recipient.js';

const DAY = 24 * 60 * 60 * 1000;
/** São Paulo, before and after the ninth digit came. */
const OLD = '+551187654321';
const NEW = '+5511987654321';

describe('a recipient', () => {
	let database: Database;
	let clock: ManualClock;
	let asked: string[];
	let answer: () => Promise<Address | null | undefined>;
	let chatsKnown: string[];
	let mayAsk: boolean;
	let check: RecipientCheck;

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		clock = new ManualClock();
		asked = [];
		chatsKnown = [];
		mayAsk = true;
		answer = () => Promise.resolve(person(OLD));
		check = newCheck();
	});
	afterEach(() => database.close());

	const person = (phoneNumber: string): Address => ({
		...{ id: '', phoneNumber, lid: '77@lid', name: null },
	});
	const newCheck = () => {
		const checks = createNumberChecksStore(database);
		const contacts = { phoneNumberOf: () => undefined, lidOf: () => undefined };
		return new RecipientCheck({
			store: { knowsChat: (_sessionId, chatId) => chatsKnown.includes(chatId) },
			addresses: new ChatAddresses({
				connector: { addressOf: chatAddressOf },
				groups: { named: (_sessionId, chat) => chat },
				contacts,
				checks,
			}),
			checks,
			mayAsk: () => mayAsk,
			clock,
		});
	};
	const connection = {
		checkNumbers: async ([number = '']: readonly string[]) => {
			asked.push(number);
			const address = await answer();
			return new Map(address === undefined ? [] : [[number, address]]);
		},
	};
	const resolve = (to: string, isConnected = true) =>
		check.resolve(
			{ record: { id: 'sales' }, connection: isConnected ? connection : null },
			parseRecipient(to),
		);

	test('in another spelling is the chat of the registered one', async () => {
		expect(await resolve(NEW)).toMatchObject({
			id: '551187654321@s.whatsapp.net',
			phoneNumber: OLD,
			lid: '77@lid',
		});
	});

	test('is asked about once, also when many messages go to it at once', async () => {
		const chats = await Promise.all(Array.from({ length: 50 }, () => resolve(NEW)));
		expect(new Set(chats.map(({ id }) => id)).size).toBe(1);
		await resolve(NEW);
		expect(asked).toEqual([NEW]);
	});

	test('is remembered over a restart, and while nobody can be asked', async () => {
		await resolve(NEW);
		check = newCheck();
		expect((await resolve(NEW, false)).phoneNumber).toBe(OLD);
	});

	test('is asked about again after 7 days', async () => {
		await resolve(NEW);
		clock.advance(7 * DAY);
		await resolve(NEW);
		expect(asked).toHaveLength(2);
	});

	test('of long ago is forgotten when another is asked about, but for its registered spelling', async () => {
		answer = () => Promise.resolve(person('+491700000002'));
		await resolve('+491700000002');
		answer = () => Promise.resolve(person(OLD));
		await resolve(NEW);
		clock.advance(7 * DAY);
		answer = () => Promise.resolve(person('+491700000003'));
		await resolve('+491700000003');
		const left = database.all('SELECT phone_number AS number FROM number_checks ORDER BY number');
		expect(left.map(({ number }) => number)).toEqual(['+491700000003', NEW]);
	});

	test('that is not on WhatsApp is refused, for an hour without asking', async () => {
		answer = () => Promise.resolve(null);
		const refusal = { code: 'RECIPIENT_NOT_ON_WHATSAPP' };
		await expect(resolve(NEW)).rejects.toMatchObject(refusal);
		await expect(resolve(NEW)).rejects.toMatchObject(refusal);
		expect(asked).toHaveLength(1);
		clock.advance(DAY / 24);
		answer = () => Promise.resolve(person(NEW));
		expect((await resolve(NEW)).phoneNumber).toBe(NEW);
	});

	test('nobody could say anything about is taken as it is, and asked about again', async () => {
		answer = () => Promise.reject(new Error('no answer'));
		expect((await resolve(NEW)).phoneNumber).toBe(NEW);
		answer = () => Promise.resolve(person(OLD));
		expect((await resolve(NEW)).phoneNumber).toBe(OLD);
	});

	test('is waited for 3 seconds', async () => {
		answer = () => new Promise(() => {});
		const resolved = resolve(NEW);
		await new Promise((tick) => setImmediate(tick));
		clock.advance(3000);
		expect((await resolved).phoneNumber).toBe(NEW);
	});

	test('is taken as it is while the session asked too much already', async () => {
		mayAsk = false;
		expect((await resolve(NEW)).phoneNumber).toBe(NEW);
		expect(asked).toEqual([]);
		mayAsk = true;
		expect((await resolve(NEW)).phoneNumber).toBe(OLD);
	});

	test('of a chat that exists is not asked about', async () => {
		chatsKnown = ['551187654321@s.whatsapp.net'];
		await resolve(OLD);
		expect(asked).toEqual([]);
	});

	test('that is a group is not asked about', async () => {
		expect((await resolve('123456789@g.us')).kind).toBe('group');
		expect(asked).toEqual([]);
	});
});
