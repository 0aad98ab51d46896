import { describe, expect, test } from '@jest/globals';
import { idempotencyKeyOf, type SendIdentity } from './idempotency-key.ts';

const SEND: SendIdentity = {
	given: undefined,
	messageId: 'a1',
	nodeId: 'n1',
	sessionId: 'sales',
	recipient: '+491700000001',
	isOneOfMany: false,
	content: { text: 'Hello' },
};
const keyOf = (changes: Partial<SendIdentity> = {}) => idempotencyKeyOf({ ...SEND, ...changes });

test('the same send has the same key', () => {
	expect(keyOf({ content: { text: 'Hello' } })).toBe(keyOf());
});

test('the recipient in another spelling makes no other send', () => {
	expect(keyOf({ recipient: '0049 170 0000001' })).toBe(keyOf());
});

test.each([
	['another message of the flow', { messageId: 'a2' }],
	['another node', { nodeId: 'n2' }],
	['another session', { sessionId: 'support' }],
	['another recipient', { recipient: '+491700000002' }],
	['another content', { content: { text: 'Bye' } }],
])('%s has another key', (_name, changes) => {
	expect(keyOf(changes)).not.toBe(keyOf());
});

describe('a key of the flow', () => {
	test.each([
		['a text', ' order-7 ', 'order-7'],
		['a number', 7, '7'],
	])('that is %s is used as it is', (_name, given, key) => {
		expect(keyOf({ given })).toBe(key);
	});

	test('stands for each of several recipients, whatever the message is', () => {
		const one = keyOf({ given: 'order-7', isOneOfMany: true });
		expect(keyOf({ given: 'order-7', isOneOfMany: true, messageId: 'a2' })).toBe(one);
		expect(keyOf({ given: 'order-7', isOneOfMany: true, recipient: '+49' })).not.toBe(one);
	});

	test.each([[''], ['  '], [null], [{ a: 1 }]])('that is %j is none', (given) => {
		expect(keyOf({ given })).toBe(keyOf());
	});
});
