import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { fetchLinkPreview } from '../../src/media/link-preview.js';
import { GuardedFetch } from '../../src/outbound/guarded-fetch.js';
import { OutboundGuard } from '../../src/outbound/outbound-guard.js';
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import { ManualClock } from '../http/manual-clock.js';
import { WebServer } from './web-server.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = `<meta property="og:title" content="A page"><meta property="og:description" content="About it">
	<meta property="og:image" content="/picture.png">`;

describe('the preview of a link', () => {
	let server: WebServer;
	beforeEach(async () => {
		server = await new WebServer().listen();
	});
	afterEach(() => server.close());

	function preview(text: string, clock: Clock = systemClock) {
		const guard = new OutboundGuard({
			...{ allow: [server.host], allowsLoopback: false, ownPorts: () => [] },
		});
		return fetchLinkPreview(new GuardedFetch({ guard, clock, version: '1.2.3' }), text);
	}

	const picture = (side: number) =>
		sharp({ create: { width: side, height: side, channels: 3, background: '#0b6e4f' } })
			.png()
			.toBuffer();

	test('is what the page says about itself, with its picture made small', async () => {
		server.serve('/page', PAGE, HTML);
		server.serve('/picture.png', await picture(1_000));
		const found = await preview(`look: ${server.url('/page')}!`);
		expect(found).toMatchObject({
			...{ url: server.url('/page'), title: 'A page', description: 'About it' },
		});
		const { format, width } = await sharp(found?.thumbnail ?? undefined).metadata();
		expect([format, width]).toEqual(['jpeg', 300]);
	});

	test('reads pages in other character sets', async () => {
		const body = Buffer.from('<meta charset="iso-8859-1"><title>Größe</title>', 'latin1');
		server.serve('/latin', body, { 'content-type': 'text/html' });
		expect((await preview(server.url('/latin')))?.title).toBe('Größe');
	});

	test('reads the first megabyte of a page that never ends', async () => {
		server.on('/endless', (_request, response) => {
			response.writeHead(200, HTML);
			response.write('<title>Endless</title>');
			const more = () => {
				while (!response.destroyed && response.write(' '.repeat(100_000)));
			};
			response.on('drain', more);
			more();
		});
		expect((await preview(server.url('/endless')))?.title).toBe('Endless');
	});

	test.each([
		['is not there', () => server.serve('/picture.png', 'x', { location: '/' })],
		['is an SVG', () => server.serve('/picture.png', '<svg xmlns="http://www.w3.org/2000/svg"/>')],
		['is larger than 2 MB', () => server.serve('/picture.png', Buffer.alloc(2 * 1024 * 1024 + 1))],
	])('goes without a picture that %s', async (_name, serve) => {
		server.serve('/page', PAGE, HTML);
		serve();
		expect(await preview(server.url('/page'))).toMatchObject({ title: 'A page', thumbnail: null });
	});

	test.each([
		['a text without a link', () => 'no link'],
		['a page that is not there', () => server.url('/missing')],
		['what is no page', () => server.url('/file.pdf')],
		['a page without a title', () => server.url('/untitled')],
		['an address that may not be called', () => 'http://127.0.0.1:9/'],
		['a page that redirects to such an address', () => server.url('/away')],
	])('is nothing for %s', async (_name, text) => {
		server.serve('/file.pdf', '<title>x</title>', { 'content-type': 'application/pdf' });
		server.serve('/untitled', '<p>words</p>', HTML);
		server.redirect('/away', 'http://127.0.0.1:9/');
		expect(await preview(text())).toBeNull();
	});

	test('is nothing for a page that does not answer within 5 seconds', async () => {
		const clock = new ManualClock();
		server.on('/silent', () => clock.advance(5_000));
		expect(await preview(server.url('/silent'), clock)).toBeNull();
	});
});
