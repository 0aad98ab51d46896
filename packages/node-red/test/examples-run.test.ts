import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Link } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { DaemonGate } from './daemon-gate.ts';
import { loadExample } from './example-flows.ts';
import { HttpServer } from './http-server.ts';
import { MqttBroker } from './mqtt-broker.ts';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';

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

test('an alarm over MQTT arrives on a phone, with its topic', async () => {
	await world.waypost.linkedSession('sales');
	await using broker = await MqttBroker.open();
	const id = await loadExample(world, 'mqtt-alarm.json', (node) =>
		node.type === 'mqtt-broker' ? { ...node, port: broker.port } : node,
	);
	await broker.hears('home/alarm/#');
	const sent = world.nextMessage(id('sent'));
	await broker.publish('home/alarm/cellar', 'Water!');
	await sent;
	expect(ben.messages().at(-1)).toMatchObject({ text: 'Alarm from home/alarm/cellar: Water!' });
	// The node says goodbye to its broker, which has to be there still.
	await world.stopNodeRed();
});

const retriesSoon = (node: FlowNode): FlowNode =>
	node.type === 'delay' ? { ...node, timeout: '1' } : node;

test('a message that Waypost was away for is tried again, and arrives once', async () => {
	await world.waypost.linkedSession('sales');
	await using gate = await DaemonGate.open(() => world.waypost.daemon.url);
	const id = await loadExample(world, 'send-with-retries.json', (node) =>
		node.type === 'waypost-config' ? { ...node, url: gate.url } : retriesSoon(node),
	);
	await world.shows(id('waypost-send'), LINKED);
	await world.waypost.daemon.close();
	const failed = world.nextMessage(id('Again?'));
	const sent = world.nextMessage(id('sent'));
	world.receive(id('waypost-send'), { payload: 'Hello', to: ben.phoneNumber });
	expect((await failed)['error']).toMatchObject({ code: 'UNREACHABLE' });
	await world.waypost.startDaemon();
	expect(await sent).toMatchObject({ waypost: { to: ben.phoneNumber } });
	expect(ben.messages().map(({ text }) => text)).toEqual(['Hello']);
	await world.stopNodeRed();
});

test('a message that nobody can get is not tried again', async () => {
	await world.waypost.linkedSession('sales');
	const id = await loadExample(world, 'send-with-retries.json', retriesSoon);
	await world.shows(id('waypost-send'), LINKED);
	const givenUp = world.nextMessage(id('not sent'));
	world.receive(id('waypost-send'), { payload: 'Hello', to: '+491700000009' });
	expect(await givenUp).toMatchObject({ tries: 1, error: { code: 'RECIPIENT_NOT_ON_WHATSAPP' } });
});
