import { describe, expect, test } from '@jest/globals';
import { whyNotDeletable, whyNotEditable, type ChangeTarget } from './change-rules.js';

const MINUTE = 60_000;
const NOW = Date.parse('2030-01-01T00:00:00Z');
const chatOf = (kind: ChangeTarget['chat']['kind']): ChangeTarget['chat'] => ({
	...{ id: 'a', kind, phoneNumber: null, lid: null, name: null },
});
const message = (change: Partial<ChangeTarget> = {}): ChangeTarget => ({
	...{ direction: 'out', kind: 'text', status: 'delivered', error: null },
	...{ deletedAt: null, sendAt: null, chat: chatOf('direct') },
	...change,
});
const failed = (code: 'MESSAGE_REJECTED' | 'DELIVERY_UNKNOWN'): Partial<ChangeTarget> => ({
	status: 'failed',
	error: { code, detail: '', upstreamCode: null, retryable: false },
});
const ago = (ms: number) => ({ sentAt: NOW - ms, now: NOW });

describe('the text of a message can be edited', () => {
	test.each<[string, ChangeTarget, number]>([
		['after a minute', message(), MINUTE],
		['after exactly 15 minutes', message(), 15 * MINUTE],
		['of a picture, whose text is its caption', message({ kind: 'image' }), MINUTE],
		['while it waits to be sent', message({ status: 'accepted' }), 0],
		['of a message that was due', message({ status: 'accepted', sendAt: NOW - 1 }), 0],
	])('%s', (_when, target, age) => {
		expect(whyNotEditable(target, ago(age))).toBeNull();
	});
});

describe('the text of a message cannot be edited', () => {
	test.each<[string, ChangeTarget, number]>([
		['after more than 15 minutes', message(), 15 * MINUTE + 1],
		['when somebody else wrote it', message({ direction: 'in' }), 0],
		['when it has none', message({ kind: 'voice-note' }), 0],
		['when it is an edit itself', message({ kind: 'edit' }), 0],
		['when it failed', message(failed('MESSAGE_REJECTED')), 0],
		['when nobody knows whether it arrived', message(failed('DELIVERY_UNKNOWN')), 0],
		['when it was cancelled', message({ status: 'cancelled' }), 0],
		['when it is deleted', message({ deletedAt: NOW }), 0],
		['before a scheduled one is sent', message({ status: 'accepted', sendAt: NOW + 1 }), 0],
	])('%s, and it says why', (_when, target, age) => {
		expect(whyNotEditable(target, ago(age))).toMatch(/^[A-Z].*\.$/);
	});
});

describe('a message can be deleted for everyone', () => {
	test.each<[string, ChangeTarget, number]>([
		['after 48 hours', message(), 48 * 60 * MINUTE],
		['when it is a poll', message({ kind: 'poll' }), 0],
		[
			'when somebody else wrote it in a group',
			message({ direction: 'in', chat: chatOf('group') }),
			0,
		],
		['when nobody knows whether it arrived', message(failed('DELIVERY_UNKNOWN')), 0],
		['while it is on its way', message({ status: 'sending' }), 0],
	])('%s', (_when, target, age) => {
		expect(whyNotDeletable(target, ago(age))).toBeNull();
	});
});

describe('a message cannot be deleted for everyone', () => {
	test.each<[string, ChangeTarget, number]>([
		['after more than 48 hours', message(), 48 * 60 * MINUTE + 1],
		['when somebody else wrote it in a direct chat', message({ direction: 'in' }), 0],
		['when it is a reaction', message({ kind: 'reaction' }), 0],
		['when it is a delete itself', message({ kind: 'delete' }), 0],
		['when it failed', message(failed('MESSAGE_REJECTED')), 0],
		['when it was cancelled', message({ status: 'cancelled' }), 0],
		['twice', message({ deletedAt: NOW }), 0],
	])('%s, and it says why', (_when, target, age) => {
		expect(whyNotDeletable(target, ago(age))).toMatch(/^[A-Z].*\.$/);
	});
});
