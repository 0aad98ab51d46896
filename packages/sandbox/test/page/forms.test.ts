import { describe, expect, test } from '@jest/globals';
import { kindsFor } from '../../page/composer/pending-file.js';
import { waveformOf } from '../../page/composer/sound-shape.js';
import { formatCode } from '../../page/linking/format-code.js';
import { freeNumber } from '../../page/phones/free-number.js';

describe('what is typed and chosen on the page', () => {
	test.each([
		['abcd1234', 'ABCD-1234'],
		['ABCD-1234', 'ABCD-1234'],
		[' ab cd ', 'ABCD'],
		['abcd12345', 'ABCD-1234'],
	])('the pairing code "%s" is %s', (typed, code) => {
		expect(formatCode(typed)).toBe(code);
	});

	test('a new phone is offered the first free number', () => {
		expect(freeNumber([{ phoneNumber: '+491700000001' }, { phoneNumber: '+491700000003' }])).toBe(
			'+491700000002',
		);
	});

	test.each([
		['image/png', 'image'],
		['image/svg+xml', 'document'],
		['video/mp4', 'video'],
		['audio/ogg', 'voice-note'],
		['application/pdf', 'document'],
		['', 'document'],
	])('a file of the type "%s" is sent as %s', (type, kind) => {
		expect(kindsFor(type)[0]).toBe(kind);
	});

	test('the shape of a sound is as loud as its loudest part', () => {
		const samples = Float32Array.from({ length: 640 }, (_, index) => (index < 320 ? 0.1 : -0.4));
		const shape = waveformOf(samples);
		expect([shape.length, shape[0], shape.at(-1)]).toEqual([64, 25, 100]);
	});

	test('silence has a shape, too', () => {
		expect(waveformOf(new Float32Array(10))).toEqual(Array.from({ length: 64 }, () => 0));
	});
});
