import { describe, expect, test } from '@jest/globals';
import { SESSION_ID } from '@waypost/contract';
import { suggestSessionId } from './session-id.js';

describe('a session id made from a name', () => {
	test.each([
		['Sales (DE)', 'sales-de'],
		['  Büro 2 ', 'buro-2'],
		['a'.repeat(90), 'a'.repeat(40)],
	])('%s becomes %s', (name, id) => {
		expect(suggestSessionId(name, () => false)).toBe(id);
	});

	test.each([undefined, '', '日本', '---'])('%p gets a random one that is valid', (name) => {
		expect(suggestSessionId(name, () => false)).toMatch(SESSION_ID);
	});

	test('a name that is taken gets an ending', () => {
		const id = suggestSessionId('sales', (taken) => taken === 'sales');
		expect(id).toMatch(/^sales-[0-9a-f]{8}$/);
	});
});
