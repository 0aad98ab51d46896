import { describe, expect, test } from '@jest/globals';
import { WaypostError } from '../../runtime/waypost-error.js';
import { checkDraft } from './draft-check.js';
import type { Draft, DraftContent } from './draft.js';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

const draft = (change: Partial<Draft> = {}): Draft => ({
	...{ to: '+491700000002', replyTo: null, mentions: [], typing: false },
	...{ ttl: null, sendAt: null, queue: true },
	content: { kind: 'text', text: 'Hello', linkPreview: false },
	...change,
});
const withContent = (content: DraftContent) => draft({ content });
const reaction = (emoji: string) => withContent({ kind: 'reaction', targetId: 'a', emoji });

function refusalOf(checked: Draft): { code: string; path: string | undefined } {
	try {
		checkDraft(checked, NOW);
	} catch (error) {
		if (error instanceof WaypostError) return { code: error.code, path: error.fields[0]?.path };
		throw error;
	}
	throw new Error('The draft was accepted.');
}

describe('the times of a message', () => {
	test('are open when nothing is said', () => {
		expect(checkDraft(draft(), NOW)).toEqual({ sendAt: null, expiresAt: null });
	});

	test('count a time to live from now', () => {
		expect(checkDraft(draft({ ttl: 60 }), NOW)).toEqual({ sendAt: null, expiresAt: NOW + 60_000 });
	});

	test('count it from when it is sent, for one that is scheduled', () => {
		const sendAt = new Date(NOW + DAY).toISOString();
		expect(checkDraft(draft({ sendAt, ttl: 60 }), NOW)).toEqual({
			sendAt: NOW + DAY,
			expiresAt: NOW + DAY + 60_000,
		});
	});

	test('are now for a time that has passed', () => {
		const sendAt = new Date(NOW - DAY).toISOString();
		expect(checkDraft(draft({ sendAt, ttl: 60 }), NOW)).toEqual({
			sendAt: null,
			expiresAt: NOW + 60_000,
		});
	});

	test('read a time with an offset', () => {
		expect(checkDraft(draft({ sendAt: '2030-01-01T03:00:00+02:00' }), NOW).sendAt).toBe(
			NOW + 60 * 60 * 1000,
		);
	});

	test('are at most 30 days ahead', () => {
		expect(checkDraft(draft({ sendAt: '2030-01-31T00:00:00Z' }), NOW).sendAt).toBe(NOW + 30 * DAY);
		expect(refusalOf(draft({ sendAt: '2030-01-31T00:00:01Z' }))).toEqual({
			code: 'INVALID_REQUEST',
			path: '/sendAt',
		});
	});

	test('cannot be later for a message that may not wait', () => {
		const checked = draft({ sendAt: '2030-01-02T00:00:00Z', queue: false });
		expect(refusalOf(checked)).toEqual({ code: 'INVALID_REQUEST', path: '/queue' });
	});
});

describe('a reaction', () => {
	test.each(['👍', '❤️', '❤', '👩‍👩‍👧‍👦', '🇩🇪', '👋🏽', '1️⃣', ''])('can be %p', (emoji) => {
		expect(checkDraft(reaction(emoji), NOW)).toBeDefined();
	});

	test.each(['ok', '👍👍', 'a', ' ', '\ud83d', '👍\n'])('cannot be %p', (emoji) => {
		expect(refusalOf(reaction(emoji))).toEqual({
			code: 'INVALID_REQUEST',
			path: '/reaction/emoji',
		});
	});
});

describe('words whose encoding is broken are refused where they stand', () => {
	const HALF = 'half \ud800 a pair';
	test.each<[string, DraftContent]>([
		['/text', { kind: 'text', text: HALF, linkPreview: false }],
		['/text', { kind: 'edit', targetId: 'a', text: 'nul \0' }],
		['/location/name', { kind: 'location', location: { latitude: 1, longitude: 1, name: HALF } }],
		['/contact/name', { kind: 'contact', contact: { name: HALF, phoneNumber: '+491700000003' } }],
		[
			'/poll/options/1',
			{ kind: 'poll', poll: { question: 'a', options: ['b', HALF], multiple: false } },
		],
		[
			'/attachment/caption',
			{
				kind: 'file',
				source: { from: 'data', bytes: new Uint8Array([1]) },
				claim: { kind: null, fileName: null, mimeType: null },
				caption: HALF,
			},
		],
	])('%s', (path, content) => {
		expect(refusalOf(withContent(content))).toEqual({ code: 'INVALID_REQUEST', path });
	});
});
