import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createClient, type Attachment, type Message } from '@waypost/client';
import { describeAttachment, downloadAttachment } from './attachment-download.ts';
import { PatientCalls } from './patient-calls.ts';

const translate = (key: string) => key;
const attachment = (mimeType: string, fileName: string | null = null): Attachment => ({
	...{ mimeType, fileName, size: 5, sha256: null, url: '/media' },
});
const messageOf = (kind: Message['kind']) => ({ id: 'm', sessionId: 'sales', kind }) as Message;

test.each([
	['image', 'image/jpeg', 'image.jpg'],
	['voice-note', 'audio/ogg; codecs=opus', 'voice-note.ogg'],
	['audio', 'audio/mpeg', 'audio.mp3'],
	['video', 'video/quicktime', 'video.mov'],
	['document', 'nonsense', 'document'],
] as const)('%s of the type %s, which has no name, is called %s', (kind, mimeType, fileName) => {
	expect(describeAttachment(messageOf(kind), attachment(mimeType))).toMatchObject({ fileName });
});

test('a name that was given stays', () => {
	const file = attachment('image/png', 'red.png');
	expect(describeAttachment(messageOf('document'), file)).toMatchObject({ fileName: 'red.png' });
});

/** Fetches a file that is said to have 5 bytes from a daemon that answers so. */
async function download(answer: RequestListener, maxMegabytes?: number) {
	const server = createServer(answer).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { signal } = new AbortController();
	const calls = new PatientCalls(signal);
	try {
		return await downloadAttachment(messageOf('image'), attachment('image/png'), {
			client: createClient({ url, apiKey: 'wp_test' }),
			...{ calls, translate, signal, maxMegabytes },
		});
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
}

test('a file that breaks off three times while the daemon runs is given up, and says so', async () => {
	let attempts = 0;
	const file = await download((_request, response) => {
		attempts++;
		response.writeHead(200, { 'content-length': '5' });
		response.write('a', () => response.destroy());
	});
	expect(file).toMatchObject({ notDownloaded: 'notDownloaded.broken', size: 5 });
	expect(attempts).toBe(3);
});

test('a file that is larger than its message says is not fetched, and has its true size', async () => {
	const size = 2 * 1024 * 1024;
	const file = await download((_request, response) => {
		// The rest never comes.
		response.writeHead(200, { 'content-length': String(size) }).write('a');
	}, 1);
	expect(file).toEqual(expect.objectContaining({ notDownloaded: 'notDownloaded.size', size }));
	expect(file).not.toHaveProperty('data');
});

test('of a file that does not say how large it is no more is fetched than the limit', async () => {
	const file = await download((_request, response) => {
		const endless = new Readable({ read: () => endless.push(Buffer.alloc(65_536)) });
		endless.pipe(response);
		response.on('close', () => endless.destroy());
	}, 1);
	expect(file).toEqual(
		expect.objectContaining({ notDownloaded: 'notDownloaded.size', size: null }),
	);
});

test('a file of just the limit is fetched', async () => {
	const bytes = Buffer.alloc(1024 * 1024, 1);
	const file = await download((_request, response) => response.end(bytes), 1);
	expect(file.data?.equals(bytes)).toBe(true);
	expect(file).toMatchObject({ size: bytes.length });
});
