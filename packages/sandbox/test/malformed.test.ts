import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { Sandbox } from '../src/index.js';
import { ANNA, TestWorld } from './world.js';

const INTRO = Buffer.from([0x57, 0x41, 6, 3]);

/** Sends bytes as a client would and waits until the server has hung up. */
async function hungUpAfter(sandbox: Sandbox, ...messages: Buffer[]): Promise<boolean> {
	const socket = new WebSocket(sandbox.url, { origin: 'https://web.whatsapp.com' });
	await once(socket, 'open');
	for (const message of messages) socket.send(message);
	await once(socket, 'close');
	return true;
}

describe('malformed input', () => {
	test.each([
		['a wrong intro', [Buffer.from('GET / HTTP/1.1\r\n')]],
		['a frame of 16 MB', [INTRO, Buffer.from([0xff, 0xff, 0xff])]],
		['an empty hello', [INTRO, Buffer.from([0, 0, 0])]],
		['a hello that is no protobuf', [INTRO, Buffer.from([0, 0, 4, 0xff, 0xff, 0xff, 0xff])]],
		['a short key', [INTRO, Buffer.from([0, 0, 5, 0x12, 3, 0x0a, 1, 1])]],
		['endless routing information', [Buffer.from([0x45, 0x44, 0, 1, 0xff, 0xff, 0xff])]],
	])('%s ends that connection and no other', async (_name, messages) => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		expect(await hungUpAfter(world.sandbox, ...messages)).toBe(true);
		await world.bob.sendText(ANNA, 'all well');
		expect(await client.messageWithText('all well')).toBeDefined();
	});

	test('an encrypted frame that is no stanza ends that connection and no other', async () => {
		await using world = await TestWorld.start();
		const broken = await world.linkedClient();
		const other = await world.linkedClient();
		await broken.socket.sendRawMessage(Buffer.alloc(40, 0xff));
		expect((await broken.closed()).code).toBe(428);
		await world.bob.sendText(ANNA, 'all well');
		expect(await other.messageWithText('all well')).toBeDefined();
	});

	test('an upgrade of a strange path is refused', async () => {
		await using world = await TestWorld.start();
		const socket = connect(world.sandbox.port, '127.0.0.1');
		socket.write(
			'GET // HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
		);
		const [head] = (await once(socket, 'data')) as [Buffer];
		socket.destroy();
		expect(head.toString()).toContain('404');
	});

	test('a hello cut into single bytes is answered', async () => {
		await using world = await TestWorld.start();
		const socket = new WebSocket(world.sandbox.url);
		await once(socket, 'open');
		const key = Buffer.alloc(32, 9);
		const hello = Buffer.concat([Buffer.from([0x12, 34, 0x0a, 32]), key]);
		const bytes = Buffer.concat([INTRO, Buffer.from([0, 0, hello.length]), hello]);
		for (const byte of bytes) socket.send(Buffer.from([byte]));
		const [answer] = (await once(socket, 'message')) as [Buffer];
		socket.terminate();
		expect(answer.readUIntBE(0, 3)).toBe(answer.length - 3);
	});

	test('bytes that are neither HTTP nor TLS leave the server up', async () => {
		await using world = await TestWorld.start();
		for (const bytes of [Buffer.from([0x16, 0xff, 0xff]), Buffer.alloc(2_000, 0)]) {
			const socket = connect(world.sandbox.port, '127.0.0.1');
			socket.on('error', () => undefined);
			socket.end(bytes);
			await once(socket, 'close');
		}
		const response = await fetch(`${world.sandbox.httpUrl}/v1/info`);
		expect(response.status).toBe(200);
	});

	test('a page of another origin cannot open a WebSocket', async () => {
		await using world = await TestWorld.start();
		const socket = new WebSocket(world.sandbox.url, { origin: 'https://example.com' });
		const [error] = (await once(socket, 'error')) as [Error];
		expect(error.message).toContain('403');
	});
});
