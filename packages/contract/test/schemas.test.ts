import { describe, expect, test } from '@jest/globals';
import {
	CreateApiKey,
	CreateSession,
	ERRORS,
	ListQuery,
	PRESETS,
	REASONS,
	SCOPES,
	SendMessage,
	SESSION_ID,
	StartLink,
} from '../src/index.js';

describe('a send', () => {
	test.each([
		[{ to: '+491700000001', text: 'hi' }, true],
		[{ to: '+491700000001', attachment: { data: 'aGk=' } }, true],
		[{ to: '+491700000001' }, false],
		[{ to: '+491700000001', text: 'hi', attachment: { data: 'aGk=' } }, false],
		[{ to: '+491700000001', text: '' }, false],
		[{ to: '', text: 'hi' }, false],
		[{ to: '+491700000001', text: 'hi', extra: 1 }, false],
		[{ to: '+491700000001', attachment: { data: 'aGk=', kind: 'gif' } }, false],
	])('%j is taken: %p', (send, isTaken) => {
		expect(SendMessage.safeParse(send).success).toBe(isTaken);
	});
});

describe('a session id', () => {
	test.each(['a', 'sales-2', '0', 'a'.repeat(63)])('%s is taken', (id) => {
		expect(SESSION_ID.test(id)).toBe(true);
	});
	test.each(['', '-a', 'A', 'a_b', 'a b', 'ü', 'a'.repeat(64), 'a\n'])('%p is refused', (id) => {
		expect(CreateSession.safeParse({ id }).success).toBe(false);
	});
});

describe('a link', () => {
	test('is by QR code unless asked otherwise, and waits 20 seconds', () => {
		expect(StartLink.parse({})).toEqual({ method: 'qr', wait: 20 });
	});
	test('by code needs the number of the phone', () => {
		expect(StartLink.safeParse({ method: 'code' }).success).toBe(false);
	});
});

describe('a list', () => {
	test('has 100 rows unless asked otherwise, and 1,000 at most', () => {
		expect(ListQuery.parse({}).limit).toBe(100);
		expect(ListQuery.parse({ limit: '1000' }).limit).toBe(1000);
		expect(ListQuery.safeParse({ limit: '1001' }).success).toBe(false);
		expect(ListQuery.safeParse({ limit: '0' }).success).toBe(false);
	});
});

describe('an API key', () => {
	test('has a preset or scopes, not both and not neither', () => {
		const parse = (rights: object) => CreateApiKey.safeParse({ name: 'n8n', ...rights }).success;
		expect(parse({ preset: 'automation' })).toBe(true);
		expect(parse({ scopes: ['messages:send'] })).toBe(true);
		expect(parse({})).toBe(false);
		expect(parse({ preset: 'sender', scopes: ['messages:send'] })).toBe(false);
	});
	test('is for all sessions and every address unless it says otherwise', () => {
		expect(CreateApiKey.parse({ name: 'n8n', preset: 'sender' })).toMatchObject({
			sessions: ['*'],
			ipAllow: [],
		});
	});
	test('no preset but admin gives the right to make keys', () => {
		for (const [name, scopes] of Object.entries(PRESETS)) {
			if (name === 'admin') continue;
			expect(scopes).not.toContain('keys:manage');
			expect(scopes).not.toContain('admin');
			for (const scope of scopes) expect(SCOPES).toContain(scope);
		}
	});
});

describe('the catalogue', () => {
	test('says of every error what happened and what to do, as sentences', () => {
		for (const [code, { title, action, status }] of Object.entries(ERRORS)) {
			expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
			expect(title).toMatch(/^[A-Z`].*\.$/);
			expect(action).toMatch(/^[A-Z].*\.$/);
			expect(status).toBeGreaterThanOrEqual(400);
		}
	});
	test('calls an error retryable only when a repetition can help', () => {
		for (const { status, retryable } of Object.values(ERRORS)) {
			if (retryable) expect([408, 409, 425, 429, 502, 503, 504, 507]).toContain(status);
		}
	});
	test('says of every reason what happened, as a sentence', () => {
		for (const [code, { sentence }] of Object.entries(REASONS)) {
			expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
			expect(sentence).toMatch(/^[A-Z].*\.$/);
		}
	});
});
