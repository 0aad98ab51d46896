import { describe, expect, test } from '@jest/globals';
import { createAdminCaller, createCaller } from './caller.js';

const caller = createCaller({
	...{ keyId: 'abcd1234', name: 'n8n', maxSessions: null },
	...{ scopes: ['messages:send'], sessions: ['sales'] },
});

describe('a caller', () => {
	test('may do what its scopes say', () => {
		expect([caller.can('messages:send'), caller.can('messages:read')]).toEqual([true, false]);
	});

	test('may see the sessions of its list', () => {
		expect([caller.maySee('sales'), caller.maySee('support')]).toEqual([true, false]);
	});

	test('that is not the admin is not covered by the word admin in a name', () => {
		expect(createCaller({ ...caller, name: 'admin' }).can('admin')).toBe(false);
	});

	test('with the admin key may do everything', () => {
		const admin = createAdminCaller();
		expect([admin.can('keys:manage'), admin.maySee('any')]).toEqual([true, true]);
	});
});
