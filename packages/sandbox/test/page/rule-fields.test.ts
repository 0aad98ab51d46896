import { describe, expect, test } from '@jest/globals';
import { fromInput, RULE_FIELDS, RULE_SECTIONS, toInput } from '../../page/phone/rule-fields.js';
import { DEFAULT_RULES, type PhoneRules } from '../../src/phone/phone-rules.js';

const NAMES = Object.keys(DEFAULT_RULES) as (keyof PhoneRules)[];

describe('the rules of a phone on the page', () => {
	test('are all there, once', () => {
		const shown = RULE_SECTIONS.flatMap(([, names]) => names);
		expect(shown.toSorted()).toEqual(NAMES.toSorted());
	});

	test('have a sentence each', () => {
		expect(Object.values(RULE_FIELDS).every(({ label }) => label.length > 10)).toBe(true);
	});

	test.each<Partial<PhoneRules>>([
		DEFAULT_RULES,
		{ autoReply: 'Hello', autoReplyTo: 'hi', autoReplyOnce: true, reactWith: '👍' },
		{ replyAfterMs: 1_500, typingMs: 2_000, readAfterMs: 0, deliveryReceipts: false },
		{ acceptsFrom: 'token', optOutWord: 'STOP', optOutAfter: 3, optOutThen: 'block' },
	])('are saved as they are shown: %j', (rules) => {
		const names = Object.keys(rules) as (keyof PhoneRules)[];
		const saved = names.map((name) => {
			const input = toInput(name, rules[name] ?? DEFAULT_RULES[name]);
			return [name, fromInput(name, input)];
		});
		expect(Object.fromEntries(saved)).toEqual(rules);
	});
});
