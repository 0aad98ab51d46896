import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TypingState } from '@waypost/contract';
import { ChatAddresses } from '../../src/messages/contacts/chat-addresses.js';
import { ChatsService } from '../../src/messages/chats.service.js';
import { createMessagesStore } from '../../src/messages/messages.store.js';
import { createNumberChecksStore } from '../../src/messages/contacts/number-checks.store.js';
import { Database } from '../../src/storage/database.js';
import { chatAddressOf } from '../../src/whatsapp/jid.js';
import { ManualClock } from '../http/manual-clock.js';

const BEN = '+491700000002';

/** A connection that notes what it was asked to show. */
function typingConnection() {
	const shown: TypingState[] = [];
	const showTyping = (_chatId: string, state: TypingState) => {
		shown.push(state);
		return Promise.resolve();
	};
	return { shown, showTyping, markRead: () => Promise.resolve() };
}

describe('typing that was asked for', () => {
	let database: Database;
	let clock: ManualClock;
	let connection: ReturnType<typeof typingConnection>;
	let chats: ChatsService;

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		clock = new ManualClock();
		connection = typingConnection();
		chats = new ChatsService({
			sessions: {
				find: (id) => ({
					record: { id },
					state: 'connected',
					get connection() {
						return connection;
					},
				}),
			},
			store: createMessagesStore(database),
			log: { markRead: () => {} },
			addresses: new ChatAddresses({
				connector: { addressOf: chatAddressOf },
				contacts: { phoneNumberOf: () => undefined, lidOf: () => undefined },
				checks: createNumberChecksStore(database),
				groups: { named: (_sessionId, chat) => chat },
			}),
			clock,
		});
	});
	afterEach(() => {
		chats.close();
		database.close();
	});

	test('ends by itself', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		clock.advance(9_999);
		expect(connection.shown).toEqual(['typing']);
		clock.advance(1);
		expect(connection.shown).toEqual(['typing', 'paused']);
	});

	test('asked for again lasts as long as the last one said', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		clock.advance(5_000);
		await chats.showTyping('sales', '0049 170 0000002', 'recording', 10);
		clock.advance(5_000);
		expect(connection.shown).toEqual(['typing', 'recording']);
		clock.advance(5_000);
		expect(connection.shown).toEqual(['typing', 'recording', 'paused']);
	});

	test('asked for twice at the same time ends once', async () => {
		const both = [10, 20].map((seconds) => chats.showTyping('sales', BEN, 'typing', seconds));
		await Promise.all(both);
		clock.advance(60_000);
		expect(connection.shown).toEqual(['typing', 'typing', 'paused']);
	});

	test('and ended does not end once more', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		await chats.showTyping('sales', BEN, 'paused', 10);
		clock.advance(60_000);
		expect(connection.shown).toEqual(['typing', 'paused']);
	});

	test('in one chat does not end that in another', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		await chats.showTyping('sales', '+491700000003', 'typing', 60);
		clock.advance(10_000);
		expect(connection.shown).toEqual(['typing', 'typing', 'paused']);
	});

	test('is not ended on a connection that is not the one it was shown on', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		const before = connection;
		connection = typingConnection();
		clock.advance(10_000);
		expect([before.shown, connection.shown]).toEqual([['typing'], []]);
	});

	test('is forgotten when the daemon closes', async () => {
		await chats.showTyping('sales', BEN, 'typing', 10);
		chats.close();
		clock.advance(10_000);
		expect(connection.shown).toEqual(['typing']);
	});
});
