import { describe, expect, test } from '@jest/globals';
import { idempotencyKeyOf, parseIdempotencyKey } from './idempotency-key.js';

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

	test('belongs to who sent it: two API keys that use the same one do not meet', () => {
		const keys = [{ keyId: 'one' }, { keyId: 'two' }, { keyId: null }].map((caller) =>
			idempotencyKeyOf('order-17', caller),
		);
		expect(new Set(keys).size).toBe(3);
		expect(idempotencyKeyOf(undefined, { keyId: 'one' })).toBeNull();
	});
});
