import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

test('a file that breaks off three times while the daemon runs is given up, and says so', async () => {
	let attempts = 0;
	const server = createServer((_request, response) => {
		attempts++;
		response.writeHead(200, { 'content-length': '5' });
		response.write('a', () => response.destroy());
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { signal } = new AbortController();
	const calls = new PatientCalls(signal);
	const file = await downloadAttachment(messageOf('image'), attachment('image/png'), {
		client: createClient({ url, apiKey: 'wp_test' }),
		...{ calls, translate, signal, maxMegabytes: undefined },
	});
	expect(file).toMatchObject({ notDownloaded: 'notDownloaded.broken', size: 5 });
	expect(attempts).toBe(3);
	await new Promise((resolve) => server.close(resolve));
});
