import { describe, expect, test } from '@jest/globals';
import { draftOfMessage, type Draft } from './draft.js';
import { fingerprintOfDraft } from './draft-fingerprint.js';

const draft = (change: Partial<Draft> = {}): Draft => ({
	...draftOfMessage({ to: '+491700000002', text: 'Hello', linkPreview: false, queue: true }),
	...change,
});
const file = (change: object): Draft =>
	draft({
		content: {
			kind: 'file',
			source: { from: 'url', url: 'https://example.com/a' },
			claim: { kind: null, fileName: null, mimeType: null },
			caption: null,
			...change,
		},
	});
const same = (one: Draft, other: Draft) => fingerprintOfDraft(one) === fingerprintOfDraft(other);

describe('two requests mean the same message', () => {
	test('when they spell its recipient in two ways', () => {
		expect(same(draft(), draft({ to: '0049 (170) 0000002' }))).toBe(true);
	});

	test('when only one of them may wait', () => {
		expect(same(draft(), draft({ queue: false }))).toBe(true);
	});

	test('when the same bytes came in base64 and as an upload', () => {
		const bytes = Buffer.from('hello');
		const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
		const upload = file({ source: { from: 'upload', path: '/tmp/a', sha256 } });
		expect(same(file({ source: { from: 'data', bytes } }), upload)).toBe(true);
	});
});

describe('two requests mean two messages', () => {
	test.each<[string, Draft, Draft]>([
		['to two people', draft(), draft({ to: '+491700000003' })],
		['of two texts', draft(), draft({ content: { kind: 'edit', targetId: 'a', text: 'Hello' } })],
		['that answer two messages', draft({ replyTo: 'a' }), draft({ replyTo: 'b' })],
		['that name two people', draft(), draft({ mentions: ['+491700000003'] })],
		['at two times', draft({ sendAt: '2030-01-01T00:00:00Z' }), draft()],
		['with two lives', draft({ ttl: 1 }), draft({ ttl: 2 })],
		['with and without typing', draft({ typing: true }), draft()],
		[
			'of two URLs',
			file({ source: { from: 'url', url: 'https://example.com/a' } }),
			file({ source: { from: 'url', url: 'https://example.com/b' } }),
		],
		['with two captions', file({ caption: 'a' }), file({ caption: 'b' })],
		[
			'as two kinds',
			file({ claim: { kind: 'image', fileName: null, mimeType: null } }),
			file({ claim: { kind: 'document', fileName: null, mimeType: null } }),
		],
	])('%s', (_what, one, other) => {
		expect(same(one, other)).toBe(false);
	});
});
