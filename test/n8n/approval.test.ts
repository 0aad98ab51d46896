import { describe, expect, test } from '@jest/globals';
import { toApproval, withHowToAnswer } from '../../nodes/SendMessage/operations/approval.ts';

const at = '2026-11-21T07:00:00.000Z';
const answer = (text: string | null) => toApproval({ text, at });

describe('a reply to the question whether an agent may use a tool', () => {
	test.each(['yes', 'Yes!', ' OK. ', '*ja*', 'Oui', 'sí', 'sim', '👍', '👍🏽', '✅'])(
		'%s allows it',
		(text) => {
			expect(answer(text)).toEqual({ data: { approved: true, respondedAt: at } });
		},
	);

	test.each(['no', 'NO!', 'nein', 'não', '👎🏿'])('%s refuses it', (text) => {
		expect(answer(text)).toEqual({ data: { approved: false, respondedAt: at } });
	});

	test.each(['yes, but only half of it', 'Who are you?', 'yesterday', 'no way, ask Anna'])(
		'"%s" refuses it and goes to the agent',
		(text) => {
			expect(answer(text)).toEqual({
				data: { approved: false, respondedAt: at, chatInput: text },
			});
		},
	);

	test('a picture without words refuses it', () => {
		expect(answer(null)).toEqual({ data: { approved: false, respondedAt: at } });
	});
});

test('the question says how to answer it', () => {
	expect(withHowToAnswer('Refund order 7?')).toBe(
		'Refund order 7?\n\nReply *yes* to allow it or *no* to refuse.',
	);
});
