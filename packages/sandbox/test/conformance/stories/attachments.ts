import { expect, test } from '@jest/globals';
import {
	downloadContentFromMessage,
	downloadMediaMessage,
	type AnyMessageContent,
	type WAMessage,
} from '@whiskeysockets/baileys';
import sharp from 'sharp';
import type { ConformanceWorld } from '../conformance-world.js';

const VIDEO = Buffer.from('the bytes of a video');
const NOTE = Buffer.from('the bytes of a voice note');
const DOCUMENT = Buffer.from('%PDF-1.4 not really');

function picture(format: 'png' | 'webp' | 'jpeg'): Promise<Buffer> {
	const create = { width: 120, height: 80, channels: 3, background: 'teal' } as const;
	return sharp({ create }).toFormat(format).toBuffer();
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

export function attachmentStories(world: () => ConformanceWorld): void {
	/** What Bob's client gets of what Anna's sends, and the bytes it downloads. */
	async function sent(content: AnyMessageContent, to = world().bob.jid) {
		const got = await world().bob.gets(await world().anna.send(to, content));
		return {
			got,
			content: got.message ?? {},
			bytes: await downloadMediaMessage(got, 'buffer', {}),
		};
	}

	test('a picture arrives with its bytes, its caption and a small one', async () => {
		const image = await picture('png');
		const { content, bytes } = await sent({ image, caption: 'look', mimetype: 'image/png' });
		const { caption, mimetype, jpegThumbnail } = content.imageMessage ?? {};
		expect([caption, mimetype]).toEqual(['look', 'image/png']);
		expect((await sharp(jpegThumbnail ?? Buffer.alloc(0)).metadata()).format).toBe('jpeg');
		expect(bytes).toEqual(image);
	});

	test('a picture sent to a LID arrives with its bytes', async () => {
		const image = await picture('png');
		const { got, bytes } = await sent({ image }, world().bob.lid);
		expect(got.key.remoteJid).toBe(world().anna.lid);
		expect(bytes).toEqual(image);
	});

	test('a video arrives with its bytes and its small picture', async () => {
		const jpegThumbnail = await picture('jpeg');
		const { content, bytes } = await sent({
			...{ video: VIDEO, caption: 'watch', mimetype: 'video/mp4', seconds: 3 },
			jpegThumbnail: jpegThumbnail.toString('base64'),
		});
		const { caption, seconds } = content.videoMessage ?? {};
		expect([caption, seconds]).toEqual(['watch', 3]);
		expect(Buffer.from(content.videoMessage?.jpegThumbnail ?? [])).toEqual(jpegThumbnail);
		expect(bytes).toEqual(VIDEO);
	});

	test('a voice note arrives with its bytes, and says when it was played', async () => {
		const { anna, bob } = world();
		const waveform = Uint8Array.from({ length: 64 }, (_, index) => index);
		const note = {
			audio: NOTE,
			ptt: true,
			seconds: 2,
			waveform,
			mimetype: 'audio/ogg; codecs=opus',
		};
		const { got, content, bytes } = await sent(note);
		const { ptt, seconds, waveform: drawn } = content.audioMessage ?? {};
		expect([ptt, seconds, Buffer.from(drawn ?? [])]).toEqual([true, 2, Buffer.from(waveform)]);
		expect(bytes).toEqual(NOTE);
		const { id = '' } = got.key;
		await bob.socket.sendReceipts([got.key], 'played');
		expect(await anna.client.status(id ?? '', 5)).toBe(5);
	});

	test('a document arrives with its bytes and its name', async () => {
		const fileName = 'Rechnung ä 1.pdf';
		const { content, bytes } = await sent({
			...{ document: DOCUMENT, fileName, mimetype: 'application/pdf' },
		});
		expect(content.documentMessage).toMatchObject({ fileName, mimetype: 'application/pdf' });
		expect(bytes).toEqual(DOCUMENT);
	});

	test('a sticker arrives with its bytes', async () => {
		const sticker = await picture('webp');
		const { content, bytes } = await sent({ sticker });
		expect(content.stickerMessage?.mimetype).toBe('image/webp');
		expect(bytes).toEqual(sticker);
	});

	test('a picture is downloaded by its parts alone', async () => {
		const image = await picture('png');
		const { content } = await sent({ image });
		const stream = await downloadContentFromMessage(content.imageMessage ?? {}, 'image');
		expect(await bytesOf(stream)).toEqual(image);
	});

	test('a picture is downloaded by address and by path', async () => {
		const image = await picture('png');
		const { content } = await sent({ image });
		const { url = null, directPath = null, mediaKey = null } = content.imageMessage ?? {};
		const { socket } = world().bob;
		await socket.refreshMediaConn(true);
		const host = socket.getMediaHost();
		const byUrl = await downloadContentFromMessage({ url, mediaKey }, 'image');
		const byPath = await downloadContentFromMessage({ directPath, mediaKey }, 'image', { host });
		expect(await bytesOf(byUrl)).toEqual(image);
		expect(await bytesOf(byPath)).toEqual(image);
	});

	test('a picture that is quoted is downloaded from the quote', async () => {
		const { anna, bob } = world();
		const image = await picture('png');
		const { got } = await sent({ image });
		const answer = await bob.send(world().chatWith(anna), { text: 'this one?' }, { quoted: got });
		expect(await bytesOf(await quotedImage(await anna.gets(answer)))).toEqual(image);
	});

	test('a video that is quoted in a group is downloaded from the quote', async () => {
		const { anna, bob, carol } = world();
		const group = await world().group('Videos');
		const jpegThumbnail = (await picture('jpeg')).toString('base64');
		const video = await anna.send(group, { video: VIDEO, seconds: 3, jpegThumbnail });
		const quoted = await bob.gets(video);
		const answer = await carol.gets(await bob.send(group, { text: 'that one' }, { quoted }));
		const { quotedMessage } = answer.message?.extendedTextMessage?.contextInfo ?? {};
		const stream = await downloadContentFromMessage(quotedMessage?.videoMessage ?? {}, 'video');
		expect(await bytesOf(stream)).toEqual(VIDEO);
	});
}

function quotedImage({ message }: WAMessage) {
	const { quotedMessage } = message?.extendedTextMessage?.contextInfo ?? {};
	return downloadContentFromMessage(quotedMessage?.imageMessage ?? {}, 'image');
}
