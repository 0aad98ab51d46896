import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verify, type SignedRequest } from '../../nodes/WaypostTrigger/signature.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const AT = new Date('2026-11-21T10:00:00Z');
const BODY = '{"id":"evt-1","text":"emoji 👩‍👩‍👧, RTL אבג"}';

/** Signed by the library that Standard Webhooks gives to senders. */
const signed = (...secrets: string[]): SignedRequest => ({
	id: 'evt-1',
	timestamp: String(AT.getTime() / 1000),
	signatures: secrets.map((secret) => new Webhook(secret).sign('evt-1', AT, BODY)).join(' '),
	body: Buffer.from(BODY),
});

const later = (seconds: number): number => AT.getTime() + seconds * 1000;

describe('a signature', () => {
	test('made by the official library is taken', () => {
		expect(verify(signed(SECRET), SECRET, later(0))).toBe('valid');
	});

	test('may be one of several, while a secret is being replaced', () => {
		expect(verify(signed(OTHER, SECRET), SECRET, later(0))).toBe('valid');
	});

	test('under another secret is wrong', () => {
		expect(verify(signed(OTHER), SECRET, later(0))).toBe('wrong');
	});

	test.each([
		['another body', { body: Buffer.from(BODY.replace('evt-1', 'evt-2')) }],
		['another id', { id: 'evt-2' }],
		['another time', { timestamp: String(AT.getTime() / 1000 + 1) }],
	])('for %s is wrong', (_what, change) => {
		expect(verify({ ...signed(SECRET), ...change }, SECRET, later(0))).toBe('wrong');
	});

	test.each([
		['no signature', { signatures: '' }],
		['no id', { id: '' }],
		['no time', { timestamp: '' }],
		['a time that is none', { timestamp: '2026-11-21' }],
	])('with %s is none', (_what, change) => {
		expect(verify({ ...signed(SECRET), ...change }, SECRET, later(0))).toBe('unsigned');
	});

	test.each(['v1,', 'v1', 'v2,AAAA', 'nonsense', 'v1,AAAA v1,BBBB'])(
		'that reads "%s" is wrong',
		(signatures) => {
			expect(verify({ ...signed(SECRET), signatures }, SECRET, later(0))).toBe('wrong');
		},
	);

	test.each(['', 'whsec_'])('is wrong for a node with the secret "%s"', (secret) => {
		expect(verify(signed(SECRET), secret, later(0))).toBe('wrong');
	});

	test.each([
		[300, 'valid'],
		[-300, 'valid'],
		[301, 'wrong-time'],
		[-301, 'wrong-time'],
	])('%i seconds off the clock of n8n is %s', (seconds, verdict) => {
		expect(verify(signed(SECRET), SECRET, later(seconds))).toBe(verdict);
	});
});
