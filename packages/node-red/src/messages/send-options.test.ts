import { describe, expect, test } from '@jest/globals';
import { readSendFields, waitOf } from './send-options.ts';
import type { Evaluate } from './typed-value.ts';

const translate = (key: string) => key;

/** Reads options whose values come from a message. */
const read = (msg: Readonly<Record<string, unknown>>, more: object = {}) => {
	const evaluate: Evaluate = async ({ value }) => msg[value];
	const names = { replyTo: 'replyTo', mentions: 'mentions', sendAt: 'sendAt', ttl: 'ttl' };
	return readSendFields({ ...names, ...more }, evaluate, translate);
};

test('what is not given is left out', async () => {
	expect(await read({})).toEqual({});
});

test('the dialog alone says whether to show typing, and whether to wait', async () => {
	expect(await read({}, { typing: true, refuseWaiting: true })).toEqual({
		typing: true,
		queue: false,
	});
});

test.each([
	['a list', ['+491700000001', 491700000002]],
	['one text', '+491700000001, 491700000002 ,'],
])('people to mention are %s', async (_name, mentions) => {
	expect(await read({ mentions })).toEqual({ mentions: ['+491700000001', '491700000002'] });
});

describe('the time to send is', () => {
	const instant = '2026-12-31T17:00:00.000Z';
	test.each([
		['a text with its zone', '2026-12-31T18:00:00+01:00'],
		['milliseconds', Date.parse(instant)],
		['a date', new Date(instant)],
	])('%s', async (_name, sendAt) => {
		expect(await read({ sendAt })).toEqual({ sendAt: instant });
	});

	test('local where a text names no zone, with a space as good as a T', async () => {
		const sendAt = new Date('2026-12-31T18:00').toISOString();
		expect(await read({ sendAt: '2026-12-31 18:00' })).toEqual({ sendAt });
	});
});

test.each([
	[5, 300],
	['0.5', 30],
])('minutes to be valid become seconds: %j', async (ttl, seconds) => {
	expect(await read({ ttl })).toEqual({ ttl: seconds });
});

test.each([
	['a reply to an object', { replyTo: { id: 'a' } }],
	['a time that is none', { sendAt: 'soon' }],
	['no time at all to be valid', { ttl: 0 }],
	['minutes that are no number', { ttl: 'long' }],
])('%s is refused', async (_name, msg) => {
	await expect(read(msg)).rejects.toMatchObject({ code: 'INVALID_VALUE' });
});

test.each([
	[{}, { until: 'sent', seconds: 10 }],
	[
		{ waitFor: 'delivered' as const, waitSeconds: '30' },
		{ until: 'delivered', seconds: 30 },
	],
	[{ waitSeconds: 600 }, { until: 'sent', seconds: 60 }],
	[{ waitSeconds: -1 }, { until: 'sent', seconds: 1 }],
])('it waits for %j as %j', (def, wait) => {
	expect(waitOf(def)).toEqual(wait);
});
