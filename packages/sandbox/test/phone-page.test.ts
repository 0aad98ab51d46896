import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import express from 'express';
import { mediaType } from '../src/control/media-type.js';
import { pageRoutes } from '../src/control/page.routes.js';
import type { SandboxEvent } from '../src/index.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

async function get(world: TestWorld, path: string): Promise<Record<string, unknown>> {
	const response = await fetch(world.sandbox.httpUrl + path);
	return (await response.json()) as Record<string, unknown>;
}

describe('the phone page is served', () => {
	test('with a policy that lets in nothing but its own files', async () => {
		await using world = await TestWorld.start();
		const page = await fetch(world.sandbox.httpUrl);
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('/page/page.js');
		const policy = page.headers.get('content-security-policy');
		expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
		expect(policy).not.toContain('unsafe');
		const script = await fetch(`${world.sandbox.httpUrl}/page/page.js`);
		expect(script.headers.get('content-type')).toContain('text/javascript');
		expect(script.headers.get('x-content-type-options')).toBe('nosniff');
		await script.body?.cancel();
	});

	test('or says plainly that it has not been built', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'page-'));
		const server = createServer(express().use(pageRoutes(folder))).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const response = await fetch(`http://127.0.0.1:${port}/`);
		expect(response.status).toBe(503);
		expect(await response.text()).toContain('npm run build');
		server.closeAllConnections();
		server.close();
		await rm(folder, { recursive: true });
	});

	test.each([
		['image/png', 'image/png'],
		['audio/ogg; codecs=opus', 'audio/ogg'],
		['text/html', 'application/octet-stream'],
		['image/svg+xml', 'application/octet-stream'],
		[undefined, 'application/octet-stream'],
	])('an attachment said to be %s comes as %s', (said, type) => {
		expect(mediaType(said)).toBe(type);
	});
});

describe('what the phone page asks for', () => {
	test('the chats of a phone: the latest first, with what is unread, and groups without a message', async () => {
		await using world = await TestWorld.start();
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		const group = await world.sandbox.createGroup({ subject: 'Garden', members: [carol, BOB] });
		await world.anna.sendText(BOB, 'one');
		await world.anna.sendText(BOB, 'two');
		await carol.sendText(BOB, 'three');
		await world.bob.nextMessage({ where: ({ text }) => text === 'three' });
		await world.bob.read(carol);
		expect(await get(world, '/v1/phones/+491700000002/chats')).toMatchObject({
			data: [
				{ id: carol.phoneNumber, name: 'Carol', unread: 0, lastMessage: { text: 'three' } },
				{ id: ANNA, kind: 'direct', name: 'Anna', unread: 2, lastMessage: { text: 'two' } },
				{ id: group.id, kind: 'group', name: 'Garden', unread: 0, lastMessage: null },
			],
		});
	});

	test('the messages of one chat, both ways, in order of display', async () => {
		await using world = await TestWorld.start();
		await world.anna.sendText(BOB, 'question');
		await world.bob.nextMessage();
		await world.bob.sendText(ANNA, 'answer');
		const chat = encodeURIComponent(ANNA);
		const path = `/v1/phones/+491700000002/messages?direction=all&chat=${chat}`;
		expect(await get(world, path)).toMatchObject({
			data: [
				{ direction: 'in', text: 'question' },
				{ direction: 'out', text: 'answer' },
			],
		});
		expect(await get(world, path.replace(chat, encodeURIComponent(BOB)))).toMatchObject({
			data: [],
		});
	});

	test('what changes about a message, as events', async () => {
		await using world = await TestWorld.start();
		const seen: SandboxEvent[] = [];
		world.sandbox.subscribe((event) => seen.push(event));
		const { id } = await world.anna.sendText(BOB, 'hello');
		await world.bob.nextMessage();
		await world.bob.read(ANNA);
		await world.bob.sendText(ANNA, 'read it');
		await world.anna.nextMessage();
		const changes = seen.filter(
			({ type, data }) =>
				type === 'message.changed' && data.phoneNumber === ANNA && data.message.id === id,
		);
		expect(changes).toMatchObject([
			{ data: { message: { delivered: true, read: false } } },
			{ data: { message: { delivered: true, read: true } } },
		]);
	});

	test('who types, in a chat and in a group, for everybody but the typist', async () => {
		await using world = await TestWorld.start();
		const group = await world.sandbox.createGroup({ subject: 'G', members: [ANNA, BOB] });
		const client = await world.linkedClient();
		const seen: unknown[] = [];
		world.sandbox.subscribe(({ type, data }) => {
			if (type === 'phone.typing') seen.push(data);
		});
		await client.socket.sendPresenceUpdate('recording', BOB_JID);
		await client.socket.sendMessage(BOB_JID, { text: 'after it' });
		await world.bob.nextMessage();
		await world.anna.typing(group, 'paused');
		const typist = { phoneNumber: BOB, from: ANNA };
		expect(seen).toEqual([
			{ ...typist, chat: ANNA, state: 'recording' },
			{ ...typist, chat: group.id, state: 'paused' },
		]);
	});

	test('phones that come, change and go, and devices that log in', async () => {
		await using world = await TestWorld.start();
		const seen: string[] = [];
		world.sandbox.subscribe(({ type }) => seen.push(type));
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
		carol.setRules({ autoReply: 'away' });
		await world.linkedClient(carol);
		await world.sandbox.removePhone(carol.phoneNumber);
		const wanted = ['phone.added', 'phone.changed', 'device.connected', 'phone.removed'];
		expect(seen.filter((type) => wanted.includes(type))).toEqual(wanted);
	});
});
