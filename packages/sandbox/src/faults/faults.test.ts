import { describe, expect, test } from '@jest/globals';
import { stanza } from '../stanza/stanza.js';
import type { FaultSubject } from './fault-match.js';
import type { FaultRuleInput } from './fault-rule.js';
import { Faults, LOGIN_TAG } from './faults.js';

const BOB = '491700000002@s.whatsapp.net';
const message: FaultSubject = {
	direction: 'in',
	stanza: stanza('message', { id: 'A', type: 'text', to: BOB }),
	number: '491700000001',
	peer: '491700000002',
};
const query: FaultSubject = {
	direction: 'in',
	stanza: stanza('iq', { type: 'get', xmlns: 'encrypt', id: 'Q' }, [stanza('count')]),
	number: '491700000001',
	peer: undefined,
};
const answer: FaultSubject = {
	...query,
	direction: 'out',
	stanza: stanza('iq', { type: 'result', id: 'Q' }),
	answers: 'w:m',
};
const receipt: FaultSubject = {
	...query,
	stanza: stanza('receipt', { to: '1-2@g.us', participant: '491700000003:2@s.whatsapp.net' }),
};
const login: FaultSubject = { ...query, stanza: stanza(LOGIN_TAG) };

function hits(rule: FaultRuleInput, subject: FaultSubject, times = 1): number {
	const faults = new Faults();
	const fault = faults.add(rule);
	for (let count = 0; count < times; count += 1) faults.strike(subject);
	return fault.hits;
}

describe('faults', () => {
	test.each<[FaultRuleInput, FaultSubject, number]>([
		[{ action: 'drop' }, message, 1],
		[{ action: 'drop', match: { tag: 'message', id: 'A', type: 'text' } }, message, 1],
		[{ action: 'drop', match: { id: 'B' } }, message, 0],
		[{ action: 'drop', match: { direction: 'out' } }, message, 0],
		[{ action: 'drop', match: { number: '+49 170 0000001' } }, message, 1],
		[{ action: 'drop', match: { peer: '+491700000002' } }, message, 1],
		[{ action: 'drop', match: { peer: '+491700000001' } }, message, 0],
		[{ action: 'drop', match: { xmlns: 'encrypt', child: 'count' } }, query, 1],
		[{ action: 'drop' }, login, 0],
		[{ action: 'failure', reason: 403 }, login, 1],
		[{ action: 'failure', reason: 403 }, message, 0],
		[{ action: 'failure', reason: 403, match: { tag: 'message' } }, message, 1],
		[{ action: 'ack-error', code: 463 }, message, 1],
		[{ action: 'ack-error', code: 463 }, query, 0],
		[{ action: 'iq-error', code: 500 }, query, 1],
		[{ action: 'iq-error', code: 500 }, message, 0],
		[{ action: 'upgrade' }, message, 0],
		[{ action: 'handshake' }, message, 0],
		[{ action: 'frame', kind: 'half' }, message, 0],
		[{ action: 'frame', kind: 'half' }, answer, 1],
		[{ action: 'drop', match: { xmlns: 'w:m', direction: 'out' } }, answer, 1],
		[{ action: 'drop', match: { xmlns: 'w:m' } }, answer, 0],
		[{ action: 'drop', match: { attrs: { to: BOB, id: 'A' } } }, message, 1],
		[{ action: 'drop', match: { attrs: { class: 'message' } } }, message, 0],
		[{ action: 'drop', match: { jid: BOB } }, message, 1],
		[{ action: 'drop', match: { jid: '491700000003@s.whatsapp.net' } }, message, 0],
		[{ action: 'drop', match: { jid: '491700000003@s.whatsapp.net' } }, receipt, 1],
		[{ action: 'drop', match: { jid: '491700000003:2@s.whatsapp.net' } }, receipt, 1],
		[{ action: 'drop', match: { jid: '491700000003:1@s.whatsapp.net' } }, receipt, 0],
	])('%j met by a stanza', (rule, subject, expected) => {
		expect(hits(rule, subject)).toBe(expected);
	});

	test('the first so many matches pass, and the rule ends after its times', () => {
		expect(hits({ action: 'drop', after: 2, times: 3 }, message, 10)).toBe(3);
	});

	test('of every three matches one is hit, from the first on that does not pass', () => {
		const faults = new Faults();
		faults.add({ action: 'drop', after: 1, every: 3 });
		const hit = Array.from({ length: 8 }, () => faults.strike(message) !== undefined);
		expect(hit).toEqual([false, true, false, false, true, false, false, true]);
	});

	test('the same seed hits the same matches', () => {
		const rule = { action: 'drop', probability: 0.5, seed: 7 } as const;
		const some = hits(rule, message, 1_000);
		expect(some).toBeGreaterThan(400);
		expect(some).toBeLessThan(600);
		expect(hits(rule, message, 1_000)).toBe(some);
	});

	test('a removed rule hits no more and is forgotten', () => {
		const faults = new Faults();
		const fault = faults.add({ action: 'drop' });
		fault.remove();
		expect(faults.strike(message)).toBeUndefined();
		expect(faults.all()).toEqual([]);
	});

	test('a rule that makes no sense is refused', () => {
		const faults = new Faults();
		expect(() => faults.add({ action: 'delay', ms: -1 })).toThrow('ms: ');
	});
});
