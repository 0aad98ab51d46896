import { describe, expect, test } from '@jest/globals';
import { generateSecret, isSecret, sign } from './signature.js';

describe('a signature', () => {
	const content = {
		id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		timestamp: 1_614_265_330,
		body: '{"test": 2432232314}',
	};

	test('is that of the example of Standard Webhooks', () => {
		expect(sign(content, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toBe(
			'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		);
	});

	test('stands once per secret, apart by a space', () => {
		const secrets = [generateSecret(), generateSecret()];
		const [first = '', second = ''] = secrets.map((secret) => sign(content, [secret]));
		expect(sign(content, secrets)).toBe(`${first} ${second}`);
	});
});

describe('a secret', () => {
	test('that the daemon makes is one, and never the same', () => {
		const [first, second] = [generateSecret(), generateSecret()];
		expect([isSecret(first), first === second]).toEqual([true, false]);
	});

	test.each([
		['24 bytes', `whsec_${Buffer.alloc(24).toString('base64')}`, true],
		['64 bytes', `whsec_${Buffer.alloc(64).toString('base64')}`, true],
		['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`, false],
		['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`, false],
		['no prefix', Buffer.alloc(32).toString('base64'), false],
		['no base64', `whsec_${'*'.repeat(40)}`, false],
	])('of %s: %s is one: %p', (_what, text, expected) => {
		expect(isSecret(text)).toBe(expected);
	});
});
