import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CreatedApiKey, Link } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { World } from '../../daemon/test/world.ts';
import { exampleFlow } from './example-flows.ts';
import { RealNodeRed } from './real-node-red.ts';

/**
 * Flows in a process of their own. In the other tests they run in that of jest, and so in another
 * Node.js than `scripts/test-node-red-4` takes for Node-RED.
 */
const FLOWS = [
	...exampleFlow('webhook-alert.json'),
	...exampleFlow('echo-bot.json'),
	...exampleFlow('attachment-from-file.json'),
	...exampleFlow('qr-page.json').map((node) =>
		node.type === 'waypost-link' ? { ...node, session: 'shop', startsByItself: false } : node,
	),
];

const idOf = (type: string): string => FLOWS.find((node) => node.type === type)!.id;

let waypost: World;
let nodeRed: RealNodeRed;
let anna: Phone;
let ben: Phone;
let folder: string;
beforeAll(async () => {
	waypost = await World.start();
	folder = await mkdtemp(join(tmpdir(), 'waypost-node-red-file-'));
	anna = await waypost.anna();
	ben = await waypost.ben();
	await waypost.linkedSession('sales', anna);
	const { body } = await waypost.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'node-red', preset: 'automation' },
	});
	const connection = { url: waypost.daemon.url, credentials: { apiKey: body.key } };
	nodeRed = await RealNodeRed.start(null);
	await nodeRed.deploy(
		FLOWS.map((node) => (node.type === 'waypost-config' ? { ...node, ...connection } : node)),
	);
}, 60_000);
afterAll(async () => {
	await nodeRed[Symbol.asyncDispose]();
	await waypost[Symbol.asyncDispose]();
	await rm(folder, { recursive: true });
});

test('a text reaches a phone', async () => {
	const answer = await nodeRed.fetch('POST', '/whatsapp-alert', null, { text: 'Backup done' });
	expect(answer.status).toBe(200);
	await ben.nextMessage({ where: ({ text }) => text === 'Backup done' });
});

test('what a phone writes is received and answered', async () => {
	await nodeRed.shows(idOf('waypost-in'), /^connected$/);
	await ben.sendText(anna, 'Hello');
	await ben.nextMessage({ where: ({ text }) => text === 'You said: Hello' });
});

test('a file from the disk reaches a phone', async () => {
	const filename = join(folder, 'invoice.pdf');
	await writeFile(filename, '%PDF-1.4\ninvoice\n%%EOF');
	// As a click on an inject node, at the node behind it.
	await nodeRed.fetch('POST', `/inject/${idOf('file in')}`, null, {
		__user_inject_props__: [],
		filename,
		to: ben.phoneNumber,
	});
	const { attachment } = await ben.nextMessage({ where: ({ kind }) => kind === 'document' });
	expect(attachment).toMatchObject({ fileName: 'invoice.pdf' });
});

test('a phone is linked by the QR code of the editor', async () => {
	const phone = await waypost.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carla' });
	const path = `/waypost/${idOf('waypost-config')}/sessions/shop/link`;
	const answer = await nodeRed.fetch('POST', path, null, { mayCreate: true });
	const { body: link } = await waypost.call<Link>('GET', '/v1/sessions/shop/link');
	expect(await answer.json()).toMatchObject({ code: { qrImage: link.qrImage } });
	await phone.scan(link.qr!);
	await nodeRed.shows(idOf('waypost-link'), /^\+491700000003$/);
});
