import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { attachmentCalls, inMemory, itemWith, takePhoto } from './attachment-calls.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
let ben: Phone;
let photo: Buffer;
beforeAll(async () => {
	world = await N8nWorld.start({ config: { maxFileSize: 1024 * 1024 } });
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
	photo = await takePhoto();
});
afterAll(() => world[Symbol.asyncDispose]());

const { send, sendFile } = attachmentCalls(() => world);

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
