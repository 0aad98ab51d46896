import { describe, expect, test } from '@jest/globals';
import { MESSAGE_STATUSES } from '@waypost/contract';
import { canBecome, hasReached, hasSettled } from './message-status.js';

describe('the status of a message', () => {
	test('it never goes back', () => {
		for (const [index, from] of MESSAGE_STATUSES.entries()) {
			for (const to of MESSAGE_STATUSES.slice(0, index + 1))
				expect(canBecome(from, to)).toBe(false);
		}
	});

	test('what WhatsApp confirmed never fails', () => {
		for (const status of ['sent', 'delivered', 'read', 'played'] as const) {
			expect(canBecome(status, 'failed')).toBe(false);
		}
	});

	test('a message that may have left cannot be cancelled', () => {
		expect(canBecome('sending', 'cancelled')).toBe(false);
	});

	test('a receipt may overtake the ack', () => {
		expect(canBecome('sending', 'read')).toBe(true);
	});

	test('a read message has reached sent and delivered', () => {
		expect(hasReached('read', 'sent')).toBe(true);
		expect(hasReached('read', 'delivered')).toBe(true);
		expect(hasReached('sent', 'delivered')).toBe(false);
	});

	test('a failed message has settled and reached nothing', () => {
		expect(hasSettled('failed', 'delivered')).toBe(true);
		expect(hasReached('failed', 'sent')).toBe(false);
	});
});
