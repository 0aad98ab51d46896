import { describe, expect, test } from '@jest/globals';
import { parseIdempotencyKey } from './idempotency-key.js';

describe('an idempotency key', () => {
	test('is optional', () => {
		expect(parseIdempotencyKey(undefined)).toBeUndefined();
	});

	test.each([
		['order-17', 'order-17'],
		['"order-17"', 'order-17'],
		['"', '"'],
	])('%s is read as %s', (header, key) => {
		expect(parseIdempotencyKey(header)).toBe(key);
	});

	test.each(['', '""', 'two words', 'é', 'x'.repeat(256)])('%p is refused', (header) => {
		expect(() => parseIdempotencyKey(header)).toThrow(
			expect.objectContaining({ code: 'IDEMPOTENCY_KEY_INVALID' }),
		);
	});
});
