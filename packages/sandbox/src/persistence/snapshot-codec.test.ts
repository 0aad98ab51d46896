import { describe, expect, test } from '@jest/globals';
import { decodeSnapshot, encodeSnapshot } from './snapshot-codec.js';

function copyOf(value: unknown): unknown {
	const { text, blobs } = encodeSnapshot(value);
	return decodeSnapshot(JSON.parse(text), blobs);
}

const large = Buffer.alloc(10_000, 'large');

describe('a snapshot as text', () => {
	test.each([
		['numbers, texts and nothing', { one: 1, two: 'zwei', none: null, list: [true, []] }],
		['bytes', { key: Buffer.from([0, 255, 5]), empty: Buffer.alloc(0), keys: [Buffer.from('a')] }],
		['many bytes', { file: large }],
		['names that look like those of the format', { $bytes: 'no', $blob: 1, $$: { $bytes: [2] } }],
	])('comes back as it was: %s', (_what, value) => {
		expect(copyOf(value)).toEqual(value);
	});

	test('leaves out what is undefined', () => {
		expect(copyOf({ here: 1, gone: undefined })).toEqual({ here: 1 });
	});

	test('holds many bytes once, beside the text', () => {
		const { text, blobs } = encodeSnapshot([large, Buffer.from(large)]);
		expect(text.length).toBeLessThan(300);
		expect([...blobs.values()]).toEqual([large]);
	});

	test('cannot be read without its bytes', () => {
		const { text } = encodeSnapshot([large]);
		expect(() => decodeSnapshot(JSON.parse(text), new Map())).toThrow('is missing');
	});
});
