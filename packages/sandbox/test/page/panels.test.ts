import { describe, expect, test } from '@jest/globals';
import { wordsOfFault } from '../../page/panels/fault-words.js';
import { READY_MADE_FAULTS } from '../../page/panels/ready-made-faults.js';
import { headOf, toXml } from '../../page/panels/stanza-xml.js';
import { fitsFilter } from '../../page/panels/wire-filter.js';
import { faultRuleSchema } from '../../src/faults/fault-rule.js';
import type { FaultRuleInput, RenderedStanza, WireLogEntry } from '../../src/index.js';

describe('ready-made faults', () => {
	test.each(READY_MADE_FAULTS)('"$title" is a rule the sandbox takes', ({ rule }) => {
		expect(faultRuleSchema.safeParse(rule)).toMatchObject({ success: true });
	});

	test.each<[FaultRuleInput, string]>([
		[
			{ match: { tag: 'message', direction: 'in' }, action: 'drop', times: 1 },
			'Loses messages from the program, once',
		],
		[
			{ match: { tag: 'ack', direction: 'out' }, action: 'delay', ms: 5_000, after: 2 },
			'Delays acks to the program (5 s), after the first 2',
		],
		[
			{ match: { number: '+491700000001' }, action: 'failure', reason: 403, times: 3 },
			'Refuses logins of +491700000001 (403), 3 times',
		],
		[{ match: {}, action: 'upgrade', status: 503 }, 'Turns away new connections (503)'],
		[
			{
				match: { tag: 'iq', child: 'media_conn' },
				action: 'iq-error',
				code: 500,
				probability: 0.5,
			},
			'Answers with an error to queries with child media_conn (500), 50 % of them',
		],
	])('%j in words', (rule, words) => {
		expect(wordsOfFault(rule)).toBe(words);
	});
});

const MESSAGE: RenderedStanza = {
	tag: 'message',
	attrs: { id: 'A"1', to: '1@lid' },
	content: [
		{ tag: 'enc', attrs: { v: '2' }, content: { bytes: 2, base64: 'aGk=' } },
		{ tag: 'body', attrs: {}, content: '<b> & co' },
		{ tag: 'media', attrs: {}, content: { bytes: 4_000 } },
		{ tag: 'empty', attrs: {} },
	],
};

describe('a stanza', () => {
	test('is written as XML', () => {
		expect(toXml(MESSAGE)).toBe(
			[
				'<message id="A&quot;1" to="1@lid">',
				'  <enc v="2"><!-- 2 bytes aGk= --></enc>',
				'  <body>&lt;b&gt; &amp; co</body>',
				'  <media><!-- 4000 bytes --></media>',
				'  <empty/>',
				'</message>',
			].join('\n'),
		);
	});

	test('is told in one line', () => {
		const stanza = { ...MESSAGE, attrs: { ...MESSAGE.attrs, type: 'text' } };
		const head = 'type="text" <enc> <body> <media> <empty> id="A&quot;1" to="1@lid"';
		expect(headOf(stanza)).toBe(head);
	});

	const entry: WireLogEntry = {
		...{ seq: 1, at: '2026-01-02T12:00:00.000Z', direction: 'in', connectionId: 1, deviceId: 1 },
		...{ phoneNumber: '+491700000001', fault: 'fault-1', stanza: MESSAGE },
	};
	const ALL = { words: '', direction: 'both', phoneNumber: '' } as const;

	test.each([
		[{}, true],
		[{ words: 'Message ENC' }, true],
		[{ words: 'fault-1' }, true],
		[{ words: 'message receipt' }, false],
		[{ direction: 'from' }, true],
		[{ direction: 'to' }, false],
		[{ phoneNumber: '+491700000001' }, true],
		[{ phoneNumber: '+491700000002' }, false],
	] as const)('fits the filter %j: %s', (filter, fits) => {
		expect(fitsFilter(entry, { ...ALL, ...filter })).toBe(fits);
	});
});
