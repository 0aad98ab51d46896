import { describe, expect, test } from '@jest/globals';
import type { AttachmentKind } from '@waypost/contract';
import { limitOf, limitSize } from './media-limits.js';

const MB = 1024 * 1024;
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

/** What ends an endless source, and how many megabytes it was asked for until then. */
async function end(start: Buffer, kind: AttachmentKind | undefined, maxFileSize: number) {
	let asked = 0;
	async function* endless(): AsyncGenerator<Buffer> {
		yield start;
		for (;;) {
			asked += 1;
			yield Buffer.alloc(MB);
		}
	}
	const copy = async () => {
		for await (const chunk of limitSize(endless(), { kind, maxFileSize })) void chunk;
	};
	const outcome: unknown = await copy().catch((error: unknown) => error);
	return { outcome, asked };
}

describe('the size of a file', () => {
	test.each([
		['image', 16],
		['sticker', 16],
		['video', 64],
		['audio', 64],
		['voice-note', 64],
		['document', 100],
	] as const)('of the kind %s is at most %d MB', (kind, limit) => {
		expect(limitOf(kind, 100 * MB)).toBe(limit * MB);
	});

	test('is never more than the daemon is set to', () => {
		expect(limitOf('video', 10 * MB)).toBe(10 * MB);
	});

	test('ends a copy that grows over it, and names the limit', async () => {
		const { outcome, asked } = await end(Buffer.from('words'), 'document', 4 * MB);
		expect(outcome).toMatchObject({
			code: 'PAYLOAD_TOO_LARGE',
			message: expect.stringContaining('4 MB'),
		});
		expect(asked).toBe(4);
	});

	test('is that of its content when nobody names the kind', async () => {
		const { outcome } = await end(JPEG, undefined, 100 * MB);
		expect(outcome).toMatchObject({ message: expect.stringContaining('16 MB') });
	});
});
