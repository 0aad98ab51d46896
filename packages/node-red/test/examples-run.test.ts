import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Link } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { loadExample } from './example-flows.ts';
import { HttpServer } from './http-server.ts';
import { NodeRedWorld } from './node-red-world.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
let web: HttpServer;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	web = await HttpServer.open(() => world.httpNode);
	anna = await world.waypost.anna();
	ben = await world.waypost.ben();
});
afterEach(async () => {
	await world[Symbol.asyncDispose]();
	await web[Symbol.asyncDispose]();
});

const LINKED = 'green dot +491700000001';

test('the echo bot answers what a phone writes, and keeps out of groups', async () => {
	await world.waypost.linkedSession('sales');
	const { sandbox } = world.waypost;
	const group = await sandbox.createGroup({ subject: 'Team', members: [anna, ben], owner: ben });
	const id = await loadExample(world, 'echo-bot.json');
	await world.shows(id('waypost-in'), 'green dot connected');
	const answered = world.nextMessage(id('sent'));
	await ben.sendText(group, 'not me');
	await ben.sendText(anna, 'Hello');
	await answered;
	const answers = ben.messages().filter(({ direction }) => direction === 'in');
	expect(answers).toMatchObject([{ text: 'You said: Hello', from: anna.phoneNumber }]);
});

test('an HTTP request becomes a message, and is answered with its id and status', async () => {
	await world.waypost.linkedSession('sales');
	const id = await loadExample(world, 'webhook-alert.json');
	await world.shows(id('waypost-send'), LINKED);
	const call = (body: unknown) =>
		fetch(`${web.url}/whatsapp-alert`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	const answer = await call({ text: 'The backup is done' });
	expect(answer.status).toBe(200);
	expect(await answer.json()).toEqual({
		id: expect.any(String),
		status: expect.stringMatching(/^(sent|delivered)$/),
	});
	expect(ben.messages().at(-1)).toMatchObject({ text: 'The backup is done' });

	await call({ disk: 'full' });
	expect(ben.messages().at(-1)).toMatchObject({ text: '{"disk":"full"}' });
});

test('an HTTP request whose message cannot be sent is answered with the reason', async () => {
	await loadExample(world, 'webhook-alert.json');
	const answer = await fetch(`${web.url}/whatsapp-alert`, { method: 'POST', body: 'x' });
	expect(answer.status).toBe(502);
	expect(await answer.json()).toMatchObject({
		code: 'SESSION_NOT_FOUND',
		error: expect.stringMatching(/^There is no such session/),
	});
});

test('the page shows a QR code that a phone can scan, then that the number is linked', async () => {
	const id = await loadExample(world, 'qr-page.json');
	const shown = world.nextMessage(id('Keep for the page'));
	const open = async () => (await fetch(`${web.url}/whatsapp`)).text();
	expect(await open()).toContain('<h1>No code now');
	await shown;
	const { body } = await world.waypost.call<Link>('GET', '/v1/sessions/sales/link');
	expect(await open()).toContain(`<img src="${body.qrImage!}"`);

	const linked = world.nextMessage(id('Keep for the page'));
	await anna.scan(body.qr!);
	await linked;
	expect(await open()).toContain('+491700000001 can be used now');
});

test('a file from the disk arrives as a document, with its name and a caption', async () => {
	await world.waypost.linkedSession('sales');
	const folder = await mkdtemp(join(tmpdir(), 'waypost-node-red-file-'));
	const filename = join(folder, 'invoice.pdf');
	await writeFile(filename, '%PDF-1.4\ninvoice\n%%EOF');
	const id = await loadExample(world, 'attachment-from-file.json');
	const sent = world.nextMessage(id('sent'));
	world.receive(id('Read it'), { filename, to: ben.phoneNumber, caption: 'Your invoice' });
	await sent;
	expect(ben.messages().at(-1)).toMatchObject({
		kind: 'document',
		attachment: { fileName: 'invoice.pdf', caption: 'Your invoice' },
	});
	await rm(folder, { recursive: true });
});
