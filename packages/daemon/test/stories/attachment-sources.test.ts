import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebServer } from '../media/web-server.js';
import { World } from '../world.js';
import { MB, NOTHING, refusal, send } from './attachment-calls.js';
import { picture, sha256 } from './sample-files.js';

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
