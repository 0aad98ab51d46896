import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import sharp from 'sharp';
import { film, testWithFfmpeg, wav } from '../../packages/daemon/test/media/sound.ts';
import { WebServer } from '../../packages/daemon/test/media/web-server.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import type { RunOptions } from './engine.ts';
import { N8nWorld } from './n8n-world.ts';
import { session, toNumber } from './parameters.ts';

let world: N8nWorld;
let ben: Phone;
let web: WebServer;
let mediaDir: string;
let photo: Buffer;
beforeAll(async () => {
	web = await new WebServer().listen();
	mediaDir = mkdtempSync(join(tmpdir(), 'waypost-n8n-media-'));
	world = await N8nWorld.start({
		config: { mediaDir, outboundAllow: [web.host], maxFileSize: 1024 * 1024 },
	});
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
	photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await web.close();
	rmSync(mediaDir, { recursive: true });
});

const TO_BEN = { ...session('sales'), ...toNumber('+49 170 0000002') };

/** A file as n8n keeps it inside of an item. */
const inMemory = (bytes: Buffer, more: object = {}) => ({
	data: bytes.toString('base64'),
	mimeType: 'application/octet-stream',
	...more,
});

const itemWith = (binary: Record<string, object>): INodeExecutionData => ({
	json: {},
	binary: binary as never,
});

const send = (parameters: INodeParameters, options: RunOptions = {}) =>
	world.engine.run('sendAttachment', { ...TO_BEN, ...parameters }, options);

/** Sends one file from the field `data`. */
const sendFile = (bytes: Buffer, options: INodeParameters = {}, more: object = {}) =>
	send({ options }, { items: [itemWith({ data: inMemory(bytes, more) })] });

describe('From Input Field', () => {
	test('sends the file of the field "data", as what it is', async () => {
		const { json, error } = await sendFile(photo, {}, { fileName: 'holiday.jpg' });
		expect(error).toBeUndefined();
		expect(json).toEqual([
			expect.objectContaining({
				...{ sessionId: 'sales', kind: 'image', to: '+491700000002' },
				attachment: expect.objectContaining({ fileName: 'holiday.jpg', size: photo.length }),
			}),
		]);
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image' });
	});

	test('pairs the output with the item it was made of', async () => {
		const items = [itemWith({ data: inMemory(photo) }), itemWith({ data: inMemory(photo) })];
		const run = await send({}, { items });
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		await ben.nextMessage();
		await ben.nextMessage();
	});

	test('takes an expression for the field, the recipient and the caption', async () => {
		const item = {
			json: { file: 'invoice', phone: '0049 170 0000002', number: 7 },
			binary: { invoice: inMemory(photo) } as never,
		};
		await send(
			{
				to: { __rl: true, mode: 'phoneNumber', value: '={{ $json.phone }}' },
				binaryFields: '={{ $json.file }}',
				options: { caption: '=Invoice {{ $json.number }}' },
			},
			{ items: [item] },
		);
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image', text: 'Invoice 7' });
	});

	test('takes a file itself from an expression', async () => {
		const items = [itemWith({ scan: inMemory(photo) })];
		await send({ binaryFields: '={{ $("Items").item.binary.scan }}' }, { items });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image' });
	});

	test('that the item lacks: says which fields it has', async () => {
		const items = [itemWith({ front: inMemory(photo), back: inMemory(photo) })];
		const { error } = await send({}, { items });
		expect(error).toMatchObject({
			message: 'There is no file in the field "data"',
			description: expect.stringContaining('front, back'),
		});
	});

	test('of an item without files: says so', async () => {
		const { error } = await send({});
		expect(error?.description).toContain('This item has no files.');
	});
});

describe('several fields', () => {
	const FIELDS = { binaryFields: 'front, back' };

	test('are sent in their order, the caption with the first', async () => {
		const items = [
			itemWith({
				back: inMemory(Buffer.from('back'), { fileName: 'back.txt' }),
				front: inMemory(Buffer.from('front'), { fileName: 'front.txt' }),
			}),
		];
		const run = await send({ ...FIELDS, options: { caption: 'Both sides' } }, { items });
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		const shown = [await ben.nextMessage(), await ben.nextMessage()];
		expect(shown.map(({ text, attachment }) => [attachment?.fileName, text])).toEqual([
			['front.txt', 'Both sides'],
			['back.txt', null],
		]);
	});

	test('one of which is missing: nothing is sent', async () => {
		const items = [itemWith({ front: inMemory(photo) })];
		const { error } = await send(FIELDS, { items });
		expect(error?.message).toBe('There is no file in the field "back"');
		await sendFile(Buffer.from('next'), {}, { fileName: 'next.txt' });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('next.txt');
	});
});

describe('several files, the second of which is refused', () => {
	const FIELDS = { binaryFields: 'front, back' };
	const items = () => [
		itemWith({
			front: inMemory(Buffer.from('front'), { fileName: 'front.txt' }),
			back: inMemory(Buffer.alloc(0), { fileName: 'back.txt' }),
		}),
	];

	test('says which one it is, and that the first is sent', async () => {
		const { error } = await send(FIELDS, { items: items() });
		expect(error?.message).toBe('The file cannot be sent (file 2 of 2)');
		expect(error?.description).toMatch(
			/empty.* Waypost has accepted the files before it: Retry On Fail does not send them again/,
		);
		expect(error?.context?.['waypostCode']).toBe('MEDIA_INVALID');
		expect((await ben.nextMessage()).attachment?.fileName).toBe('front.txt');
	});

	test('sends the first once with Retry On Fail', async () => {
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		await send(FIELDS, { items: items(), node });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('front.txt');
		await sendFile(Buffer.from('next'), {}, { fileName: 'next.txt' });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('next.txt');
	});
});

describe('From URL', () => {
	const fromUrl = (path: string, options: INodeParameters = {}) =>
		send({ source: 'url', url: web.url(path), options });

	test('sends what Waypost downloads there', async () => {
		web.serve('/offer', 'offer', { 'content-type': 'application/pdf' });
		const { error } = await fromUrl('/offer', { fileName: 'offer.pdf' });
		expect(error).toBeUndefined();
		expect(await ben.nextMessage()).toMatchObject({
			kind: 'document',
			attachment: { fileName: 'offer.pdf', mimeType: 'application/pdf' },
		});
	});

	test('without a file: says so', async () => {
		const { error } = await fromUrl('/missing');
		expect(error).toMatchObject({
			message: 'There is no file at this URL',
			description: expect.stringContaining('404'),
		});
	});

	test('that Waypost may not call: names the setting', async () => {
		const { error } = await send({ source: 'url', url: 'http://127.0.0.1:9/file' });
		expect(error).toMatchObject({
			message: 'Waypost may not call this URL',
			description: expect.stringContaining('WAYPOST_OUTBOUND_ALLOW'),
		});
	});

	test('left empty: says what to fill in', async () => {
		const { error } = await send({ source: 'url', url: '={{ $json.none }}' });
		expect(error?.message).toBe('No URL is given');
	});
});

describe('From Media Folder', () => {
	beforeEach(() => mkdirSync(join(mediaDir, 'invoices')));
	afterEach(() => rmSync(join(mediaDir, 'invoices'), { recursive: true }));

	test('sends the file at the path, with its name', async () => {
		writeFileSync(join(mediaDir, 'invoices', 'march.txt'), 'march');
		await send({ source: 'mediaFolder', mediaPath: 'invoices/march.txt' });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('march.txt');
	});

	test('that leads nowhere: says so', async () => {
		const { error } = await send({ source: 'mediaFolder', mediaPath: '../secret.txt' });
		expect(error?.message).toBe('The file cannot be taken from the media folder');
	});
});

describe('Send As', () => {
	test('Image shows a picture', async () => {
		await sendFile(photo, { sendAs: 'image', caption: 'look' });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image', text: 'look' });
	});

	test('Document sends a picture as a file', async () => {
		await sendFile(photo, { sendAs: 'document' }, { fileName: 'photo.jpg' });
		expect(await ben.nextMessage()).toMatchObject({
			kind: 'document',
			attachment: { fileName: 'photo.jpg' },
		});
	});

	test('Sticker makes a sticker of a picture', async () => {
		await sendFile(photo, { sendAs: 'sticker' });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'sticker' });
	});

	test('Audio sends a recording to listen to', async () => {
		await sendFile(wav(1), { sendAs: 'audio' });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'audio' });
	});

	testWithFfmpeg('Voice Note sends a recording as if it was spoken', async () => {
		await sendFile(wav(1), { sendAs: 'voice-note' });
		expect(await ben.nextMessage()).toMatchObject({
			kind: 'voice-note',
			attachment: { mimeType: 'audio/ogg; codecs=opus' },
		});
	});

	testWithFfmpeg('Video sends a film', async () => {
		await sendFile(film(), { sendAs: 'video', caption: 'watch' });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'video', text: 'watch' });
	});

	test('what the file is not: says what the kind needs', async () => {
		const { error } = await sendFile(Buffer.from('a text'), { sendAs: 'image' });
		expect(error).toMatchObject({
			message: 'The file cannot be sent',
			description: expect.stringContaining('a JPEG, PNG or WebP picture'),
		});
	});

	test('a kind without captions refuses one before anything is sent', async () => {
		const { error } = await sendFile(wav(1), { sendAs: 'voice-note', caption: 'hear this' });
		expect(error?.message).toBe('A voice note cannot have a caption');
	});

	test('Automatic warns when the caption of a recording was left out', async () => {
		const { run } = await sendFile(wav(1), { caption: 'hear this' });
		const [task] = run.data.resultData.runData['Node'] ?? [];
		expect(task?.hints).toEqual([
			expect.objectContaining({
				type: 'warning',
				message: expect.stringContaining('sent without it'),
			}),
		]);
		expect(await ben.nextMessage()).toMatchObject({ kind: 'audio' });
	});
});

describe('other options', () => {
	test('File Name and MIME Type say what a document is', async () => {
		const options = { fileName: 'list.csv', mimeType: 'text/csv' };
		await sendFile(Buffer.from('a;b'), options, { fileName: 'x.bin' });
		expect((await ben.nextMessage()).attachment).toMatchObject({
			fileName: 'list.csv',
			mimeType: 'text/csv',
		});
	});

	test('Reply To Message ID shows the message it answers', async () => {
		const question = await ben.sendText('+491700000001', 'The invoice, please');
		const received = await world.waypost.event(
			'message.received',
			({ data }) => data.message.text === 'The invoice, please',
		);
		await sendFile(photo, { replyTo: received.data.message.id });
		expect((await ben.nextMessage()).replyTo).toBe(question.id);
	});

	test('Mentions names people in the caption', async () => {
		const options = { caption: 'for @491700000002', mentions: '+49 170 0000002' };
		await sendFile(photo, options);
		expect((await ben.nextMessage()).mentions).toEqual(['+491700000002']);
	});

	test('Send At keeps the file until then', async () => {
		const { json } = await sendFile(photo, { sendAt: '={{ $now.plus({ hours: 1 }) }}' });
		expect(json[0]).toMatchObject({ status: 'accepted', sendAt: expect.any(String) });
	});

	test('Wait For > Delivered waits until the phone has it', async () => {
		const { json } = await sendFile(photo, { waitFor: 'delivered' });
		expect(json[0]).toMatchObject({ status: 'delivered' });
		await ben.nextMessage();
	});

	test('Simplify off gives all that Waypost knows', async () => {
		const { json } = await sendFile(photo, { simplify: false });
		expect(json[0]).toMatchObject({ chat: { kind: 'direct' }, attachment: { size: photo.length } });
		await ben.nextMessage();
	});
});

describe('what cannot be sent', () => {
	test('an empty file', async () => {
		const { error } = await sendFile(Buffer.alloc(0));
		expect(error?.message).toBe('The file cannot be sent');
	});

	test('a file above the limit of the daemon, which is named', async () => {
		const { error } = await sendFile(Buffer.alloc(1024 * 1024 + 1));
		expect(error).toMatchObject({
			message: 'The file is too large',
			description: expect.stringContaining('1 MB'),
		});
	});

	test('with On Error > Continue, its item carries the error and the others are sent', async () => {
		const items = [itemWith({}), itemWith({ data: inMemory(photo) })];
		const { json } = await send({}, { items, node: { onError: 'continueRegularOutput' } });
		expect(json).toEqual([
			expect.objectContaining({ error: 'There is no file in the field "data"' }),
			expect.objectContaining({ kind: 'image' }),
		]);
		expect(await ben.nextMessage()).toMatchObject({ kind: 'image' });
	});
});

test('Retry On Fail sends a file once, although its answer was lost', async () => {
	await using proxy = await CuttingProxy.start(world.waypost.daemon.url);
	proxy.loseNext('POST', /messages/);
	proxy.onClose(() => world.connectTo(world.waypost.daemon.url));
	world.connectTo(proxy.url);
	const items = [itemWith({ data: inMemory(photo) })];
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const { json, error } = await send({}, { items, node });
	expect([error, json.length]).toEqual([undefined, 1]);
	expect(await ben.nextMessage()).toMatchObject({ kind: 'image' });
	await sendFile(Buffer.from('next'), {}, { fileName: 'next.txt' });
	expect((await ben.nextMessage()).attachment?.fileName).toBe('next.txt');
});
