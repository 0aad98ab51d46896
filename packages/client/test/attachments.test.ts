import { describe, expect, test } from '@jest/globals';
import { json, startDaemonDouble, type SeenRequest } from './daemon-double.js';

/** The parts of a multipart request, in order; files as name, type and text. */
async function partsOf(request: SeenRequest): Promise<[string, unknown][]> {
	const type = request.headers['content-type'] ?? '';
	const form = await new Response(new Uint8Array(request.body), {
		headers: { 'content-type': type },
	}).formData();
	return Promise.all(
		[...form].map(async ([name, value]): Promise<[string, unknown]> => {
			if (typeof value === 'string') return [name, value];
			return [name, { fileName: value.name, type: value.type, text: await value.text() }];
		}),
	);
}

describe('an attachment', () => {
	test('from a file goes as a form, its fields before its bytes', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		const file = new File(['hello'], 'offer.txt', { type: 'text/plain' });
		await daemon.client().messages.sendAttachment('sales', '+491700000002', file, {
			caption: 'Our offer',
			kind: 'document',
		});
		expect(await partsOf(daemon.last())).toEqual([
			['to', '+491700000002'],
			['kind', 'document'],
			['caption', 'Our offer'],
			['fileName', 'offer.txt'],
			['file', { fileName: 'offer.txt', type: 'text/plain', text: 'hello' }],
		]);
	});

	test('from a file carries how it is sent as text', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		await daemon.client().messages.sendAttachment('sales', '+491700000002', new Blob(['x']), {
			...{ mentions: ['+491700000003', '+491700000004'], typing: true, ttl: 60, queue: false },
		});
		expect(await partsOf(daemon.last())).toEqual([
			['to', '+491700000002'],
			['mentions', '["+491700000003","+491700000004"]'],
			['typing', 'true'],
			['ttl', '60'],
			['queue', 'false'],
			['file', expect.objectContaining({ text: 'x' })],
		]);
	});

	test('from bytes takes its name and type from the options', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		const bytes = new TextEncoder().encode('xhellox').subarray(1, 6);
		await daemon.client().messages.sendAttachment('sales', '+491700000002', bytes, {
			fileName: 'größe.txt',
			mimeType: 'text/plain',
		});
		expect(await partsOf(daemon.last())).toEqual([
			['to', '+491700000002'],
			['fileName', 'größe.txt'],
			['mimeType', 'text/plain'],
			['file', { fileName: 'größe.txt', type: 'text/plain', text: 'hello' }],
		]);
	});

	test('from a nameless blob has the part name of a file and no name field', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		await daemon.client().messages.sendAttachment('sales', '+491700000002', new Blob(['x']));
		expect(await partsOf(daemon.last())).toEqual([
			['to', '+491700000002'],
			['file', expect.objectContaining({ fileName: 'file', text: 'x' })],
		]);
	});

	test('from base64 goes inside the JSON', async () => {
		await using daemon = await startDaemonDouble(json({}, 202));
		const file = { data: 'aGVsbG8=' };
		await daemon.client().messages.sendAttachment('sales', '+491700000002', file, {
			caption: 'Hi',
			idempotencyKey: 'k',
		});
		expect(JSON.parse(daemon.last().body.toString())).toEqual({
			to: '+491700000002',
			attachment: { data: 'aGVsbG8=', caption: 'Hi' },
		});
	});
});

describe('media', () => {
	test('is read as it arrives', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-type': 'image/png', 'content-length': '5' }).end('hello');
		});
		const media = await daemon.client().messages.media('sales', 'm1');
		const text = Buffer.from(await media.arrayBuffer()).toString();
		expect([media.mimeType, media.size, text]).toEqual(['image/png', 5, 'hello']);
	});

	test('can be asked for in part', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(206, { 'content-type': 'image/png' }).end('he');
		});
		const media = await daemon.client().messages.media('sales', 'm1', { range: 'bytes=0-1' });
		await media.cancel();
		expect(daemon.last().headers.range).toBe('bytes=0-1');
	});

	test('is cut by the signal of the caller while it arrives', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-length': '100' }).write('start');
		});
		const stop = new AbortController();
		const media = await daemon.client().messages.media('sales', 'm1', { signal: stop.signal });
		const reading = media.arrayBuffer();
		stop.abort(new Error('enough'));
		await expect(reading).rejects.toThrow('enough');
	});
});
