import { describe, expect, test } from '@jest/globals';
import { encodeFrame, FrameReader, INTRO } from './frame-codec.js';

function readAll(reader: FrameReader, chunks: Buffer[]): string[] {
	return chunks.flatMap((chunk) => [...reader.read(chunk)].map(String));
}

const stream = Buffer.concat([
	INTRO,
	...['one', '', 'three'].map((text) => encodeFrame(Buffer.from(text))),
]);

describe('FrameReader', () => {
	test('reads several frames from one chunk', () => {
		expect(readAll(new FrameReader(), [stream])).toEqual(['one', '', 'three']);
	});

	test('reads frames cut into single bytes', () => {
		const bytes = [...stream].map((byte) => Buffer.from([byte]));
		expect(readAll(new FrameReader(), bytes)).toEqual(['one', '', 'three']);
	});

	test('skips routing information before the intro', () => {
		const routing = Buffer.from([0x45, 0x44, 0, 1, 0, 0, 2, 7, 7]);
		expect(readAll(new FrameReader(), [routing, stream])).toEqual(['one', '', 'three']);
	});

	test('refuses a client that opens otherwise', () => {
		expect(() => readAll(new FrameReader(), [Buffer.from('HTTP')])).toThrow('WA intro');
	});

	test('takes large frames only after the handshake', () => {
		const large = Buffer.concat([INTRO, encodeFrame(Buffer.alloc(100_000))]);
		expect(() => readAll(new FrameReader(), [large])).toThrow('too large');
		const reader = new FrameReader();
		reader.allowLargeFrames();
		expect(readAll(reader, [large])).toHaveLength(1);
	});
});
