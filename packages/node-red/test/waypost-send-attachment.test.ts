import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import sharp from 'sharp';
import { wav } from '../../daemon/test/media/sound.ts';
import { WebServer } from '../../daemon/test/media/web-server.ts';
import { attachmentNode } from './attachment-flow.ts';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';
import { Arrivals, inNode } from './receive-flow.ts';
import { CATCH, CAUGHT, OUT, type Caught } from './send-flow.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
let cleo: Phone;
let web: WebServer;
let mediaDir: string;
let photo: Buffer;
beforeAll(async () => {
	web = await new WebServer().listen();
	mediaDir = mkdtempSync(join(tmpdir(), 'waypost-node-red-media-'));
	world = await NodeRedWorld.start({
		config: { mediaDir, outboundAllow: [web.host], maxFileSize: 1024 * 1024 },
	});
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
	cleo = await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Cleo' });
	photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();
});
afterEach(() => world.stopNodeRed());
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await web.close();
	rmSync(mediaDir, { recursive: true });
});

async function start(changes: Partial<FlowNode> = {}): Promise<void> {
	await world.load(world.config(), attachmentNode(changes), OUT, CATCH, CAUGHT);
	await world.shows('send', 'green dot +491700000001');
}

/** Sends one file to Ben and gives what went on. */
const send = (msg: object) => world.exchange('send', { to: ben.phoneNumber, ...msg });

/** Sends what is refused and gives what the catch node got. */
const refused = async (msg: object) =>
	(await world.exchange('send', { to: ben.phoneNumber, ...msg }, 'caught')) as unknown as Caught;

const received = (phone = ben) => phone.messages().at(-1)!;
const pdf = (words: string) => Buffer.from(`%PDF-1.4\n${words}\n%%EOF`);

describe('the file', () => {
	test('is a Buffer, sent as what it is, and the message goes on with its id and status', async () => {
		await start();
		const msg = await send({ payload: photo, topic: 'kept' });
		expect(msg).toMatchObject({
			topic: 'kept',
			waypost: {
				id: expect.any(String),
				status: expect.stringMatching(/^(sent|delivered)$/),
				kind: 'image',
				to: ben.phoneNumber,
			},
		});
		expect(photo.equals(msg.payload as Buffer)).toBe(true);
		expect(received()).toMatchObject({ kind: 'image', attachment: { mimeType: 'image/jpeg' } });
	});

	test('is a data URL, which says its type', async () => {
		await start({ kind: 'document', fileName: 'list.csv', fileNameType: 'str' });
		await send({ payload: `data:text/csv;base64,${Buffer.from('a;b').toString('base64')}` });
		expect(received()).toMatchObject({ attachment: { mimeType: 'text/csv', size: 3 } });
		await send({ payload: 'data:text/csv,a%3Bb%3Bc' });
		expect(received()).toMatchObject({ attachment: { mimeType: 'text/csv', size: 5 } });
	});

	test('is at a web address', async () => {
		web.serve('/offer.pdf', pdf('offer'), { 'content-type': 'application/pdf' });
		await start();
		await send({ payload: web.url('/offer.pdf') });
		expect(received()).toMatchObject({ attachment: { fileName: 'offer.pdf' } });
	});

	test('is in the media folder of the daemon', async () => {
		mkdirSync(join(mediaDir, 'invoices'), { recursive: true });
		writeFileSync(join(mediaDir, 'invoices', 'march.pdf'), pdf('march'));
		await start({ source: 'mediaPath', file: 'invoices/march.pdf', fileType: 'str' });
		await send({});
		expect(received()).toMatchObject({ attachment: { fileName: 'march.pdf' } });
	});

	test('in the media folder goes to several recipients, one each', async () => {
		writeFileSync(join(mediaDir, 'notice.pdf'), pdf('notice'));
		await start({ source: 'mediaPath' });
		const both = world.nextMessages('out', 2);
		const to = [ben.phoneNumber, cleo.phoneNumber];
		world.receive('send', { payload: 'notice.pdf', to });
		expect((await both).map(({ waypost }) => (waypost as { to: string }).to)).toEqual(to);
		for (const phone of [ben, cleo]) {
			expect(received(phone)).toMatchObject({ attachment: { fileName: 'notice.pdf' } });
		}
	});

	test('is what came with a message that was received', async () => {
		await world.load(
			world.config(),
			inNode({ download: true, wires: [['send']] }),
			attachmentNode({ file: 'attachment' }),
			OUT,
		);
		await world.shows('in', 'green dot connected');
		const arrivals = new Arrivals();
		await ben.sendAttachment(anna, {
			data: pdf('back'),
			mimeType: 'application/pdf',
			fileName: 'back.pdf',
		});
		await arrivals.count(1);
		expect(received()).toMatchObject({
			from: anna.phoneNumber,
			attachment: { fileName: 'back.pdf', mimeType: 'application/pdf' },
		});
	});
});

describe('how it is shown', () => {
	test('comes from the dialog and from the message', async () => {
		await start({ kind: 'as', kindType: 'msg', caption: 'words', captionType: 'msg' });
		await send({ payload: photo, as: 'document', words: 'as it is', filename: '/home/me/a.jpg' });
		expect(received()).toMatchObject({
			kind: 'document',
			attachment: { caption: 'as it is', fileName: 'a.jpg' },
		});
		await send({ payload: photo, words: 'a photo' });
		expect(received()).toMatchObject({ kind: 'image', attachment: { caption: 'a photo' } });
	});

	test('answers a message, and mentions people in its caption', async () => {
		await start({ caption: 'words', captionType: 'msg' });
		await ben.sendText(anna, 'A photo, please');
		const { data } = await world.waypost.event(
			'message.received',
			(event) => event.data.message.text === 'A photo, please',
		);
		const words = `@${ben.phoneNumber.slice(1)} here it is`;
		const replyTo = data.message.id;
		await send({ payload: photo, words, replyTo, mentions: [ben.phoneNumber] });
		expect(received()).toMatchObject({
			quoted: { text: 'A photo, please' },
			mentions: [ben.phoneNumber],
		});
	});

	test('a list of recipients gets one each', async () => {
		await start();
		const both = world.nextMessages('out', 2);
		world.receive('send', { payload: photo, to: [ben.phoneNumber, cleo.phoneNumber] });
		const to = (await both).map(({ waypost }) => (waypost as { to: string }).to);
		expect(to).toEqual([ben.phoneNumber, cleo.phoneNumber]);
		expect(received(cleo)).toMatchObject({ kind: 'image' });
	});
});

describe('the same message', () => {
	test('sends its file once, and another file too', async () => {
		await start();
		const count = () => ben.messages().length;
		const before = count();
		const first = await send({ _msgid: 'same', payload: pdf('A') });
		const repeated = await send({ _msgid: 'same', payload: pdf('A') });
		expect((repeated['waypost'] as { id: string }).id).toBe(
			(first['waypost'] as { id: string }).id,
		);
		await send({ _msgid: 'same', payload: pdf('B') });
		expect(count() - before).toBe(2);
	});
});

describe('a Catch node gets', () => {
	test('a message without a file', async () => {
		await start();
		const { error } = await refused({ payload: '' });
		expect(error).toMatchObject({
			code: 'NO_FILE',
			message: expect.stringMatching(/^There is no file to send\./),
			source: { id: 'send' },
		});
		expect(world.looks('send').at(-1)).toBe('red dot no file');
	});

	test('a text that is no file, with what to set', async () => {
		await start();
		const { error } = await refused({ payload: 'Dear customer, …' });
		expect(error.code).toBe('INVALID_VALUE');
		expect(error.message).toContain('a single Buffer');
	});

	test('a kind that there is not', async () => {
		await start({ kind: 'as', kindType: 'msg' });
		const { error } = await refused({ payload: photo, as: 'photo' });
		expect(error.message).toBe(
			'“Send as” cannot be used. It should be auto, image, video, audio, voice-note, document or sticker.',
		);
	});

	test('a caption where WhatsApp shows none', async () => {
		await start({ kind: 'voice-note', caption: 'listen' });
		expect((await refused({ payload: wav(1) })).error.code).toBe('NO_CAPTION');
	});

	test('a file that is too large, and one that is not there', async () => {
		await start();
		const large = await refused({ payload: Buffer.alloc(1024 * 1024 + 1) });
		expect(large.error).toMatchObject({
			code: 'PAYLOAD_TOO_LARGE',
			cause: { status: 413, retryable: false },
		});
		const absent = await refused({ payload: web.url('/nothing.pdf') });
		expect(absent.error).toMatchObject({ code: 'URL_FETCH_FAILED' });
	});

	test('a path that leads out of the media folder', async () => {
		await start({ source: 'mediaPath' });
		const { error } = await refused({ payload: '../secret.txt' });
		expect(error).toMatchObject({
			code: 'MEDIA_PATH_INVALID',
			message:
				'The file cannot be taken from the media folder. The path leads upwards. Give a path under WAYPOST_MEDIA_DIR, such as invoices/march.pdf.',
		});
	});
});

test('audio whose kind Waypost finds out goes without its caption, and the log says so', async () => {
	await start({ caption: 'listen' });
	const warned = world.nextWarning('send');
	await send({ payload: wav(1) });
	expect(await warned).toMatch(/^WhatsApp shows no caption with audio/);
	expect(received()).toMatchObject({ kind: 'audio' });
});

test('without a connection the node says so', async () => {
	await world.load(attachmentNode({ config: '' }), CATCH, CAUGHT);
	expect(world.looks('send').at(-1)).toBe('red ring no connection');
	expect((await refused({ payload: photo })).error.code).toBe('NO_CONFIG');
});
