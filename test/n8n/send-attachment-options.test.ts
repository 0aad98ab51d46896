import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { film, testWithFfmpeg, wav } from '../../packages/daemon/test/media/sound.ts';
import { attachmentCalls, takePhoto } from './attachment-calls.ts';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
let ben: Phone;
let photo: Buffer;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
	photo = await takePhoto();
});
afterAll(() => world[Symbol.asyncDispose]());

const { sendFile } = attachmentCalls(() => world);

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
