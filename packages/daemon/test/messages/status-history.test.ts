import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewMessage } from '../../src/messages/messages.store.js';
import { MessageLogWorld } from './message-log-world.js';

const SENT = { sessionId: 'sales', whatsappId: '3EB0' };
const ANNA = { id: 'anna', phoneNumber: null, lid: null, name: null };

describe('the history of a message', () => {
	let world: MessageLogWorld;
	let at: number;

	beforeEach(async () => {
		world = new MessageLogWorld();
		at = world.clock.now();
		await world.log.accept(accepted(), () => {});
	});
	afterEach(() => world.close());

	const accepted = (): NewMessage => ({
		...{ id: 'a', ...SENT, direction: 'out', chat: { ...ANNA, kind: 'direct' }, from: ANNA },
		...{ kind: 'text', text: 'Hello', attachment: null, mediaFile: null, replyTo: null },
		...{ details: {}, targetId: null, sendAt: null, expiresAt: null, status: 'accepted' },
		...{ error: null, content: null, attempts: 0, nextAt: 0, idempotencyKey: null },
		...{ fingerprint: null, at },
	});

	const begin = () => {
		const message = world.store.get('sales', 'a');
		if (!message) throw new Error('the message vanished');
		world.log.beginAttempt(message, { content: new Uint8Array(), at: at + 500, nextAt: 0 });
	};

	test('has each step at its time', () => {
		begin();
		world.log.advanceSent(SENT, 'sent', at + 700);
		expect(world.store.statusHistory('a')).toEqual([
			{ status: 'accepted', at },
			{ status: 'sending', at: at + 500 },
			{ status: 'sent', at: at + 700 },
		]);
	});

	test('does not go back in time when WhatsApp tells the whole second before', () => {
		begin();
		world.clock.advance(900);
		world.log.advanceSent(SENT, 'sent', at);
		expect(world.store.statusHistory('a').at(-1)).toEqual({ status: 'sent', at: at + 900 });
	});

	test('stays as it is for a message nobody knows', () => {
		expect(world.log.advanceSent({ ...SENT, whatsappId: '3EB1' }, 'sent', at)).toBe(false);
	});
});
