import { describe, expect, test } from '@jest/globals';
import { stanza, type Stanza } from '../stanza/stanza.js';
import { malformed, type Malformation } from './malformed.js';

const answer = stanza('iq', { id: 'Q', type: 'result' }, [
	stanza('list', { count: 1 }, [stanza('value', { a: 'b' }, Buffer.from([1, 2, 3, 4]))]),
]);

function values(of: Stanza): Stanza['content'][] {
	return Array.isArray(of.content) ? of.content.flatMap(values) : [of.content];
}

describe('a malformed answer', () => {
	test.each<[Malformation, Stanza]>([
		['empty', stanza('iq', { id: 'Q', type: 'result' })],
		['no-attributes', stanza('iq', { id: 'Q' }, [...(answer.content as Stanza[])])],
		[
			'renamed',
			stanza('iq', { id: 'Q', type: 'result' }, [
				stanza('unknown-list', { count: 1 }, [
					stanza('unknown-value', { a: 'b' }, Buffer.from([1, 2, 3, 4])),
				]),
			]),
		],
	])('that is %s', (kind, expected) => {
		expect(malformed(answer, kind, 1)).toEqual(expected);
	});

	test.each<[Malformation, number[]]>([
		['truncated', [1, 2]],
		['flipped', [1, 2, 3, 5]],
	])('whose bytes are %s', (kind, bytes) => {
		expect(values(malformed(answer, kind, 1))).toEqual([Buffer.from(bytes)]);
	});

	test('whose bytes are random has as many, and the same with the same seed', () => {
		const [bytes] = values(malformed(answer, 'random', 1));
		expect(bytes).toHaveLength(4);
		expect(values(malformed(answer, 'random', 1))).toEqual([bytes]);
		expect(values(malformed(answer, 'random', 2))).not.toEqual([bytes]);
	});

	test('leaves the answer itself as it was', () => {
		malformed(answer, 'flipped', 1);
		expect(values(answer)).toEqual([Buffer.from([1, 2, 3, 4])]);
	});
});
