import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';
import { Arrivals, inNode } from './receive-flow.ts';
import { OUT } from './send-flow.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await NodeRedWorld.start();
	ben = await world.waypost.ben();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
});
afterEach(() => world.stopNodeRed());
afterAll(() => world[Symbol.asyncDispose]());

const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

async function listen(changes: Partial<FlowNode> = {}): Promise<Arrivals> {
	await world.load(world.config(), inNode(changes), OUT);
	await world.shows('in', 'green dot connected');
	return new Arrivals();
}

test('the file of a message comes as a Buffer, with its name and type', async () => {
	const arrivals = await listen({ download: true });
	await ben.sendAttachment(anna, {
		data: PNG,
		mimeType: 'image/png',
		kind: 'document',
		fileName: 'red.png',
		caption: 'look',
	});
	const { payload, attachment } = await arrivals.count(1);
	expect(payload).toBe('look');
	expect(attachment).toMatchObject({
		fileName: 'red.png',
		mimeType: 'image/png',
		size: PNG.length,
	});
	expect(PNG.equals((attachment as { data: Buffer }).data)).toBe(true);
});

test('a photo, which has no name in WhatsApp, gets one', async () => {
	const arrivals = await listen({ download: true });
	await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png', kind: 'image' });
	expect((await arrivals.count(1))['attachment']).toMatchObject({ fileName: 'image.png' });
});

test('the file is only described when it was not asked for', async () => {
	const arrivals = await listen();
	await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png', kind: 'image' });
	const { attachment } = await arrivals.count(1);
	expect(attachment).toEqual({ fileName: 'image.png', mimeType: 'image/png', size: PNG.length });
});

test('a file above the limit stays where it is, and the message says so', async () => {
	const arrivals = await listen({ download: true, maxMegabytes: 1 });
	const data = Buffer.alloc(1024 * 1024 + 1);
	await ben.sendAttachment(anna, { data, mimeType: 'application/pdf', fileName: 'big.pdf' });
	const { attachment } = await arrivals.count(1);
	expect(attachment).toEqual({
		fileName: 'big.pdf',
		mimeType: 'application/pdf',
		size: data.length,
		notDownloaded: 'The file is larger than the limit of this node, 1 MB.',
	});
});

test('a file that the key may not fetch does not keep the message back', async () => {
	const { body } = await world.waypost.call<{ key: string }>('POST', '/v1/keys', {
		json: { name: 'no media', scopes: ['messages:send', 'sessions:read', 'events:read'] },
	});
	const config = world.config('narrow');
	world.useKey(body.key, 'narrow');
	await world.load(config, inNode({ config: 'narrow', download: true }), OUT);
	await world.shows('in', 'green dot connected');
	const arrivals = new Arrivals();
	await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png', kind: 'image' });
	expect((await arrivals.count(1))['attachment']).toMatchObject({
		notDownloaded: expect.stringMatching(/^The API key may not do this\./),
	});
});
