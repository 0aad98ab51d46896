import { describe, expect, test } from '@jest/globals';
import type { TypingState } from '@waypost/contract';
import { ManualClock } from '../../../test/http/manual-clock.js';
import type { StoredMessage } from '../messages.store.js';
import { showTypingBefore, typingTime } from './typing-before.js';

type Described = Pick<StoredMessage, 'details' | 'text' | 'kind'> & { chat?: 'direct' | 'group' };

const message = ({ chat = 'direct', ...change }: Partial<Described> = {}): StoredMessage => ({
	...{ seq: 1, id: 'a', sessionId: 'sales', direction: 'out', whatsappId: '3EB0', kind: 'text' },
	...{ text: 'x'.repeat(50), details: { typing: true }, attachment: null, mediaFile: null },
	chat: { id: 'ben', kind: chat, phoneNumber: null, lid: null, name: null },
	from: { id: 'anna', phoneNumber: null, lid: null, name: null },
	...{ replyTo: null, targetId: null, sendAt: null, expiresAt: null, editedAt: null },
	...{ deletedAt: null, readAt: null, waitingToldAt: null, status: 'accepted', error: null },
	...{ content: null, attempts: 0, nextAt: 0, idempotencyKey: null, fingerprint: null, at: 0 },
	...change,
});

describe('typing is shown', () => {
	test.each<[string, number, Partial<Described>]>([
		['for 40 ms per character', 2000, {}],
		['for 6 s at most', 6000, { text: 'x'.repeat(10_000) }],
		['not when nobody asked for it', 0, { details: {} }],
		['not in groups', 0, { chat: 'group' }],
	])('%s', (_how, ms, change) => {
		expect(typingTime(message(change))).toBe(ms);
	});
});

describe('before a message', () => {
	const settle = () => new Promise((resolve) => setImmediate(resolve));

	function begin(change: Partial<Described> = {}) {
		const shown: TypingState[] = [];
		const clock = new ManualClock();
		const controller = new AbortController();
		const connection = {
			showTyping: (_chatId: string, state: TypingState) => {
				shown.push(state);
				return Promise.resolve();
			},
		};
		const { signal } = controller;
		const done = showTypingBefore({ connection, message: message(change), clock, signal });
		return { shown, clock, controller, done };
	}

	test('typing begins, lasts as long as it takes, and ends', async () => {
		const { shown, clock, done } = begin();
		await settle();
		expect(shown).toEqual(['typing']);
		clock.advance(2000);
		await done;
		expect(shown).toEqual(['typing', 'paused']);
	});

	test('a voice note is being recorded', async () => {
		const { shown, clock, done } = begin({ kind: 'voice-note' });
		await settle();
		clock.advance(2000);
		await done;
		expect(shown).toEqual(['recording', 'paused']);
	});

	test('the wait ends at once when the connection does', async () => {
		const { shown, controller, done } = begin();
		await settle();
		controller.abort();
		await done;
		expect(shown).toEqual(['typing']);
	});

	test('a connection that cannot show it keeps no message back', async () => {
		const connection = { showTyping: () => Promise.reject(new Error('closed')) };
		const { signal } = new AbortController();
		const shown = showTypingBefore({
			...{ connection, message: message(), clock: new ManualClock(), signal },
		});
		await expect(shown).resolves.toBeUndefined();
	});
});
