import { describe, expect, test } from '@jest/globals';
import { EventStreamParser, type StreamBlock } from './event-stream.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Feeds the text in chunks of `size` bytes. */
function parse(text: string, size = Infinity): StreamBlock[] {
	const parser = new EventStreamParser();
	const bytes = bytesOf(text);
	const blocks: StreamBlock[] = [];
	for (let start = 0; start < bytes.length; start += size) {
		blocks.push(...parser.push(bytes.subarray(start, start + size)));
	}
	return blocks;
}

describe('an event stream', () => {
	test.each([
		['line feeds', 'id: 1\ndata: a\n\n'],
		['CR and LF', 'id: 1\r\ndata: a\r\n\r\n'],
		['carriage returns', 'id: 1\rdata: a\r\r:\n'],
		['a byte order mark', '\ufeffid: 1\ndata: a\n\n'],
		['no space after the colon', 'id:1\ndata:a\n\n'],
	])('is read with %s', (_, text) => {
		expect(parse(text)).toEqual([{ id: '1', data: 'a' }]);
	});

	test.each([1, 2, 3, 5, 7])('is the same when it comes in chunks of %i bytes', (size) => {
		const text =
			'id: 1\r\ndata: grüße 👋🏽\r\ndata: zwei\r\n\r\n: heartbeat\n\nid: 2\ndata: ende\n\n';
		expect(parse(text, size)).toEqual([
			{ id: '1', data: 'grüße 👋🏽\nzwei' },
			{ id: '2', data: 'ende' },
		]);
	});

	test('comments and empty lines are no blocks', () => {
		expect(parse(': heartbeat\n\n\n:\n\n')).toEqual([]);
	});

	test('a block that only has an id moves the position', () => {
		expect(parse('id: 7\n\n')).toEqual([{ id: '7', data: '' }]);
	});

	test('a block without an id keeps the one before', () => {
		expect(parse('id: 7\ndata: a\n\ndata: b\n\n')[1]).toEqual({ id: '7', data: 'b' });
	});

	test('a block that was not finished is not given out', () => {
		expect(parse('id: 7\ndata: a\n')).toEqual([]);
	});

	test('an id with a zero character is ignored', () => {
		expect(parse('id: a\0b\ndata: x\n\n')).toEqual([{ id: null, data: 'x' }]);
	});

	test('the wish for another reconnection time is kept', () => {
		const parser = new EventStreamParser();
		parser.push(bytesOf('retry: 2500\nretry: soon\n\n'));
		expect(parser.retryMs).toBe(2500);
	});
});
