import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message, Page, Problem } from '@waypost/contract';
import sharp from 'sharp';
import { WebServer } from '../media/web-server.js';
import { testWithFfmpeg, wav } from '../media/sound.js';
import { World } from '../world.js';

const MB = 1024 * 1024;
const PATH = '/v1/sessions/sales/messages';
const BEN = '+491700000002';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const picture = () =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();

const send = (world: World, attachment: object) =>
	world.call<Message>('POST', PATH, { json: { to: BEN, attachment } });

/** Code of a refusal, and what is left of the request: nothing. */
async function refusal(world: World, attachment: object) {
	const { status, body } = await world.refusal('POST', PATH, { json: { to: BEN, attachment } });
	return { status, code: body.code, detail: body.detail, left: await leftovers(world) };
}

const NOTHING = { messages: 0, files: [], stanzas: 0 };

async function leftovers(world: World) {
	const { body } = await world.call<Page<Message>>('GET', PATH);
	const filesOf = (folder: string) => readdirSync(join(world.dataDir, folder));
	return {
		messages: body.data.length,
		files: [
			...filesOf('media').filter((name) => name !== 'incomplete'),
			...filesOf('media/incomplete'),
			...filesOf('tmp'),
		],
		stanzas: world.sandbox
			.stanzas()
			.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === 'message').length,
	};
}

function form(bytes: Uint8Array, name: string, fields: Record<string, string>): FormData {
	const data = new FormData();
	for (const [key, value] of Object.entries({ to: BEN, ...fields })) data.append(key, value);
	data.append('file', new Blob([new Uint8Array(bytes)]), name);
	return data;
}

describe('an attachment by URL', () => {
	let server: WebServer;
	beforeEach(async () => {
		server = await new WebServer().listen();
	});
	afterEach(() => server.close());

	/** A world whose daemon may fetch from the server. */
	const start = async (outboundAllow = [server.host]): Promise<World> => {
		const world = await World.start({ config: { outboundAllow } });
		await world.linkedSession();
		await world.ben();
		return world;
	};

	test('arrives byte for byte, by its content and with the name the server gives', async () => {
		await using world = await start();
		const bytes = randomBytes(200_000);
		server.redirect('/old', '/files/1');
		server.serve('/files/1', bytes, {
			'content-type': 'application/pdf',
			'content-disposition': "attachment; filename*=UTF-8''offer%20%F0%9F%8E%89.pdf",
		});
		expect((await send(world, { url: server.url('/old') })).status).toBe(202);
		expect(await (await world.ben()).nextMessage()).toMatchObject({
			kind: 'document',
			attachment: { sha256: sha256(bytes), mimeType: 'application/pdf', fileName: 'offer 🎉.pdf' },
		});
	});

	test('of a picture arrives as a picture', async () => {
		await using world = await start();
		server.serve('/a', await picture(), { 'content-type': 'text/plain' });
		await send(world, { url: server.url('/a'), caption: 'look' });
		expect(await (await world.ben()).nextMessage()).toMatchObject({ kind: 'image', text: 'look' });
	});

	test('on this machine is refused until WAYPOST_OUTBOUND_ALLOW names it', async () => {
		await using world = await start([]);
		server.serve('/a', 'secret');
		const refused = await refusal(world, { url: server.url('/a') });
		expect(refused).toMatchObject({ status: 422, code: 'URL_BLOCKED', left: NOTHING });
		expect(refused.detail).toContain(`WAYPOST_OUTBOUND_ALLOW=${server.host}`);
		expect(server.requests).toEqual([]);
	});

	test('of the daemon itself or its sandbox is refused, allowed or not', async () => {
		await using world = await start(['127.0.0.1', 'localhost']);
		for (const url of [`${world.daemon.url}/health/live`, `${world.sandbox.httpUrl}/v1/info`]) {
			expect(await refusal(world, { url })).toMatchObject({ status: 422, code: 'URL_BLOCKED' });
		}
	});

	test('that leads nowhere says which status came: 502 URL_FETCH_FAILED', async () => {
		await using world = await start();
		const refused = await refusal(world, { url: server.url('/missing') });
		expect(refused).toMatchObject({ status: 502, code: 'URL_FETCH_FAILED', left: NOTHING });
		expect(refused.detail).toContain('404');
	});

	test('that never ends is cut at the limit of its kind: 413 PAYLOAD_TOO_LARGE', async () => {
		await using world = await start();
		const start16 = await picture();
		let written = 0;
		server.on('/endless', (_request, response) => {
			response.write(start16);
			const more = () => {
				do written += MB;
				while (!response.destroyed && response.write(Buffer.alloc(MB)));
			};
			response.on('drain', more);
			more();
		});
		const refused = await refusal(world, { url: server.url('/endless') });
		expect(refused).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE', left: NOTHING });
		expect(refused.detail).toContain('16 MB');
		expect(written).toBeLessThan(40 * MB);
	});
});

describe('an attachment by mediaPath', () => {
	let mediaDir: string;
	beforeEach(() => {
		mediaDir = mkdtempSync(join(tmpdir(), 'waypost-media-dir-'));
		mkdirSync(join(mediaDir, 'invoices'));
	});
	afterEach(() => rmSync(mediaDir, { recursive: true }));

	const start = async (dir: string | null = mediaDir): Promise<World> => {
		const world = await World.start({ config: { mediaDir: dir } });
		await world.linkedSession();
		await world.ben();
		return world;
	};

	test('arrives with its name, as it was when it was accepted', async () => {
		await using world = await start();
		const file = join(mediaDir, 'invoices', 'march.txt');
		writeFileSync(file, 'march');
		expect((await send(world, { mediaPath: 'invoices/march.txt' })).status).toBe(202);
		writeFileSync(file, 'another month');
		expect(await (await world.ben()).nextMessage()).toMatchObject({
			attachment: { fileName: 'march.txt', sha256: sha256(Buffer.from('march')) },
		});
	});

	test('that leads to no file of the folder is refused: 422 MEDIA_PATH_INVALID', async () => {
		await using world = await start();
		for (const mediaPath of [
			'../x',
			'/etc/passwd',
			'..%2fx',
			'invoices',
			'not-there.pdf',
			'.env',
		]) {
			expect(await refusal(world, { mediaPath })).toMatchObject({
				...{ status: 422, code: 'MEDIA_PATH_INVALID', left: NOTHING },
			});
		}
	});

	test('is refused while no folder is set, and the refusal names the setting', async () => {
		await using world = await start(null);
		const { code, detail } = await refusal(world, { mediaPath: 'invoices/march.txt' });
		expect([code, detail]).toEqual([
			'MEDIA_PATH_INVALID',
			expect.stringContaining('WAYPOST_MEDIA_DIR'),
		]);
	});
});

describe('what is made of a file', () => {
	const start = async (config = {}): Promise<World> => {
		const world = await World.start({ config });
		await world.linkedSession();
		await world.ben();
		return world;
	};

	testWithFfmpeg('a recording sent as a voice note arrives as one, in Opus', async () => {
		await using world = await start();
		const { body } = await send(world, { data: wav(2).toString('base64'), kind: 'voice-note' });
		const shown = await (await world.ben()).nextMessage();
		expect(shown).toMatchObject({
			kind: 'voice-note',
			attachment: { mimeType: 'audio/ogg; codecs=opus', seconds: 2, problem: null },
		});
		expect(shown.attachment?.waveform).toHaveLength(64);
		expect(shown.attachment?.sha256).toBe(body.attachment?.sha256);
	});

	test('a recording that must be converted without ffmpeg: 422 FFMPEG_MISSING', async () => {
		await using world = await start({ ffmpeg: '/nowhere/ffmpeg' });
		const attachment = { data: wav(1).toString('base64'), kind: 'voice-note' };
		expect(await refusal(world, attachment)).toMatchObject({
			...{ status: 422, code: 'FFMPEG_MISSING', left: NOTHING },
		});
	});

	test('a picture sent as a sticker arrives as a WebP of 512 × 512', async () => {
		await using world = await start();
		const data = (await picture()).toString('base64');
		await send(world, { data, kind: 'sticker' });
		const ben = await world.ben();
		const { id, kind } = await ben.nextMessage();
		const { format, width, height } = await sharp(ben.attachmentBytes(id)).metadata();
		expect([kind, format, width, height]).toEqual(['sticker', 'webp', 512, 512]);
	});

	test.each(['🎉 Größe (2).tar.gz', '報告書.docx', '.env'])(
		'the name %s arrives exactly',
		async (fileName) => {
			await using world = await start();
			await send(world, { data: 'aGk=', kind: 'document', fileName });
			expect((await (await world.ben()).nextMessage()).attachment?.fileName).toBe(fileName);
		},
	);

	test('a part called ../../x.txt arrives as x.txt', async () => {
		await using world = await start();
		await world.call('POST', PATH, { form: form(Buffer.from('hi'), '../../x.txt', {}) });
		expect((await (await world.ben()).nextMessage()).attachment?.fileName).toBe('x.txt');
	});
});

describe('a file that cannot be sent is refused before anything is stored or sent', () => {
	const html = Buffer.from('<!doctype html><script>alert(1)</script>').toString('base64');
	let world: World;
	beforeAll(async () => {
		world = await World.start({ config: { maxFileSize: MB } });
		await world.linkedSession();
		await world.ben();
	});
	afterAll(() => world[Symbol.asyncDispose]());

	test.each([
		['of 0 bytes', { data: '', kind: 'document' }, 422, 'MEDIA_INVALID'],
		[
			'a page called a picture',
			{ data: html, kind: 'image', mimeType: 'image/jpeg' },
			422,
			'MEDIA_INVALID',
		],
		['a page called a recording', { data: html, kind: 'voice-note' }, 422, 'MEDIA_INVALID'],
		['a page called a sticker', { data: html, kind: 'sticker' }, 422, 'MEDIA_INVALID'],
		[
			'with a name that leads upwards',
			{ data: 'aGk=', fileName: '../../x' },
			400,
			'INVALID_REQUEST',
		],
		['with a name of two lines', { data: 'aGk=', fileName: 'a\r\nb' }, 400, 'INVALID_REQUEST'],
		[
			'with a name that turns its direction',
			{ data: 'aGk=', fileName: 'a\u202eb' },
			400,
			'INVALID_REQUEST',
		],
		[
			'with a name of 300 characters',
			{ data: 'aGk=', fileName: 'x'.repeat(300) },
			400,
			'INVALID_REQUEST',
		],
		['by an address that is none', { url: 'file:///etc/passwd' }, 400, 'INVALID_REQUEST'],
		['by an address with a password', { url: 'http://user:pass@example.com/' }, 422, 'URL_BLOCKED'],
		[
			'by an address where clouds keep keys',
			{ url: 'http://169.254.169.254/latest' },
			422,
			'URL_BLOCKED',
		],
		['from two places', { url: 'http://example.com/', data: 'aGk=' }, 400, 'INVALID_REQUEST'],
	])('%s', async (_name, attachment, status, code) => {
		expect(await refusal(world, attachment)).toMatchObject({ status, code, left: NOTHING });
	});

	test('larger than WAYPOST_MAX_FILE_SIZE, as a part: the limit is named', async () => {
		const { status, body } = await world.call<Problem>('POST', PATH, {
			form: form(Buffer.alloc(MB + 1), 'large.bin', {}),
		});
		expect([status, body.code, body.detail]).toEqual([
			...[413, 'PAYLOAD_TOO_LARGE'],
			expect.stringContaining('1 MB'),
		]);
		expect(await leftovers(world)).toEqual(NOTHING);
	});
});

describe('a link preview', () => {
	test('is shown when it is asked for', async () => {
		await using server = await new WebServer().listen();
		server.serve('/page', '<title>A page</title><meta name="description" content="About it">', {
			'content-type': 'text/html',
		});
		await using world = await World.start({ config: { outboundAllow: [server.host] } });
		await world.linkedSession();
		const ben = await world.ben();
		const text = `look: ${server.url('/page')}`;
		await world.call('POST', PATH, { json: { to: BEN, text, linkPreview: true } });
		expect(await ben.nextMessage()).toMatchObject({
			text,
			linkPreview: { url: server.url('/page'), title: 'A page', description: 'About it' },
		});
	});

	test('never keeps a text from being sent', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const text = 'look: http://127.0.0.1:9/page';
		await world.call('POST', PATH, { json: { to: BEN, text, linkPreview: true } });
		expect(await ben.nextMessage()).toMatchObject({ text, linkPreview: null });
	});

	test('is not fetched when nobody asks for it', async () => {
		await using server = await new WebServer().listen();
		await using world = await World.start({ config: { outboundAllow: [server.host] } });
		await world.linkedSession();
		const ben = await world.ben();
		await world.sendText('sales', BEN, `look: ${server.url('/page')}`);
		await ben.nextMessage();
		expect(server.requests).toEqual([]);
	});
});

test('a file that was accepted waits for its session and is sent after a restart', async () => {
	await using world = await World.start();
	await world.linkedSession();
	const ben = await world.ben();
	await world.call('POST', '/v1/sessions/sales/stop', { json: {} });
	const bytes = randomBytes(50_000);
	const { body } = await send(world, { data: bytes.toString('base64'), fileName: 'later.bin' });
	expect(readFileSync(join(world.dataDir, 'media', body.id))).toEqual(bytes);
	await world.restart();
	await world.call('POST', '/v1/sessions/sales/start', { json: {} });
	expect((await ben.nextMessage()).attachment?.sha256).toBe(sha256(bytes));
});
