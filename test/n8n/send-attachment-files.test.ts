import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, type ReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Container } from '@n8n/di';
import type { Phone } from '@waypost/sandbox';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { keepBinariesInMemory, keepBinariesOnDisk } from './binary-data.ts';
import { N8nWorld } from './n8n-world.ts';
import { session, toNumber } from './parameters.ts';
import { SlowProxy } from './slow-proxy.ts';

const MB = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let world: N8nWorld;
let ben: Phone;
let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'waypost-n8n-binaries-'));
	world = await N8nWorld.start({ config: { maxFileSize: 40 * MB } });
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	rmSync(folder, { recursive: true });
});

/** A file as n8n hands it from node to node: in the item, or on the disk under an id. */
const keep = (bytes: Buffer, about: Partial<IBinaryData> = {}): Promise<IBinaryData> =>
	Container.get(BinaryDataService).store(
		{ type: 'execution', workflowId: 'workflow-1', executionId: 'execution-1' },
		bytes,
		{ data: '', mimeType: 'application/octet-stream', ...about },
	);

const send = (binary: Record<string, IBinaryData>, options: INodeParameters = {}) =>
	world.engine.run(
		'sendAttachment',
		{
			...session('sales'),
			...toNumber(ben.phoneNumber),
			binaryFields: Object.keys(binary).join(),
			options: { sendAs: 'document', ...options },
		},
		{ items: [{ json: {}, binary }] },
	);

/** What the phone shows of a file with this name. */
async function arrives(fileName: string | undefined): Promise<string | null | undefined> {
	const { error } = await send({
		data: await keep(Buffer.from('x'), fileName ? { fileName } : {}),
	});
	expect(error).toBeUndefined();
	return (await ben.nextMessage()).attachment?.fileName;
}

describe.each([
	['in memory', () => keepBinariesInMemory(), false],
	['on disk', () => keepBinariesOnDisk(folder), true],
])('a file that n8n keeps %s', (_where, use, hasId) => {
	beforeAll(use);

	test('arrives byte for byte', async () => {
		const bytes = randomBytes(200_000);
		const binary = await keep(bytes);
		expect(binary.id !== undefined).toBe(hasId);
		await send({ data: binary });
		expect((await ben.nextMessage()).attachment?.sha256).toBe(sha256(bytes));
	});

	test('arrives beside another one of its item', async () => {
		const files = [randomBytes(1_000), randomBytes(1_000)] as const;
		await send({ one: await keep(files[0]), two: await keep(files[1]) });
		const shown = [await ben.nextMessage(), await ben.nextMessage()];
		expect(shown.map(({ attachment }) => attachment?.sha256)).toEqual(files.map(sha256));
	});

	test('is sent with its length, so that a proxy can refuse it at once', async () => {
		await using proxy = await SlowProxy.start(world.waypost.daemon.url);
		world.connectTo(proxy.url);
		await send({ data: await keep(randomBytes(5_000)) });
		world.connectTo(world.waypost.daemon.url);
		expect(Number(proxy.headers['content-length'])).toBeGreaterThan(5_000);
		await ben.nextMessage();
	});

	test('and is larger than the daemon takes, is refused in words', async () => {
		const { error } = await send({ data: await keep(Buffer.alloc(40 * MB + 1)) });
		expect(error).toMatchObject({
			message: 'The file is too large',
			description: expect.stringContaining('40 MB'),
		});
	});
});

/** How far a file was read once nothing moves any more. */
async function standstill(stream: ReadStream): Promise<number> {
	for (let before = -1; ; ) {
		if (stream.bytesRead === before) return before;
		before = stream.bytesRead;
		await setTimeout(200);
	}
}

function* brokenFile(): Generator<Buffer> {
	yield randomBytes(1_000);
	throw new Error('EIO: the disk does not answer');
}

describe('a large file on disk', () => {
	beforeAll(() => keepBinariesOnDisk(folder));

	test('is read only as fast as it is taken, never as a whole', async () => {
		const bytes = randomBytes(30 * MB);
		const binary = await keep(bytes);
		const opened = jest.spyOn(Container.get(BinaryDataService), 'getAsStream');
		await using proxy = await SlowProxy.start(world.waypost.daemon.url);
		world.connectTo(proxy.url);
		let readAhead = 0;
		proxy.hold = async () => {
			readAhead = await standstill((await opened.mock.results[0]?.value) as ReadStream);
		};
		const { error } = await send({ data: binary });
		world.connectTo(world.waypost.daemon.url);
		opened.mockRestore();
		expect(error).toBeUndefined();
		// Most of it is what the kernel holds of a connection.
		expect(readAhead).toBeLessThan(15 * MB);
		expect((await ben.nextMessage()).attachment?.sha256).toBe(sha256(bytes));
	});

	test('that breaks off while it is read is not sent', async () => {
		const binary = await keep(randomBytes(MB));
		const opened = jest
			.spyOn(Container.get(BinaryDataService), 'getAsStream')
			.mockImplementation(async () => Readable.from(brokenFile()));
		const { error } = await send({ data: binary });
		opened.mockRestore();
		expect(error).toBeDefined();
		await send({ data: await keep(Buffer.from('next'), { fileName: 'next.txt' }) });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('next.txt');
	});

	test('that n8n has deleted in the meantime: says what to do', async () => {
		const binary = await keep(Buffer.from('old'), { fileName: 'old.txt' });
		await Container.get(BinaryDataService).deleteManyByBinaryDataId([binary.id ?? '']);
		const { error } = await send({ data: binary });
		expect(error?.message).toBe('n8n no longer has the file old.txt');
	});
});

describe('the name of a file', () => {
	beforeAll(() => keepBinariesInMemory());

	test.each(['Größe (2).tar.gz', '報告書 🎉.docx', 'the "final" offer; v2.txt'])(
		'%s arrives exactly',
		async (fileName) => expect(await arrives(fileName)).toBe(fileName),
	);

	test('of two lines arrives in one, and cannot add fields to the form', async () => {
		const fileName = 'a"\r\nContent-Type: text\r\n\r\nb.txt';
		expect(await arrives(fileName)).toBe('a" Content-Type: text b.txt');
	});

	test('that is a path arrives without its folders', async () => {
		expect(await arrives('C:\\Users\\anna\\offer.txt')).toBe('offer.txt');
	});

	test('is made from the type when there is none', async () => {
		const pdf = await keep(Buffer.from('x'), { mimeType: 'application/pdf' });
		await send({ data: pdf });
		expect((await ben.nextMessage()).attachment).toMatchObject({
			fileName: 'file.pdf',
			mimeType: 'application/pdf',
		});
	});

	test('given as an option that is none, is refused in words', async () => {
		const { error } = await send({ data: await keep(Buffer.from('x')) }, { fileName: 'a/b.txt' });
		expect(error).toMatchObject({
			message: 'A value cannot be used',
			description: expect.stringContaining('without slashes'),
		});
	});

	test('with a type that is no type arrives as a file of unknown type', async () => {
		const mimeType = 'text/html\r\nX-Field: 1';
		await send({ data: await keep(Buffer.from('x'), { fileName: 'x', mimeType }) });
		expect((await ben.nextMessage()).attachment?.mimeType).toBe('application/octet-stream');
	});
});
