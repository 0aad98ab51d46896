import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { BaileysClient } from './baileys-client.js';
import { createSandbox, type Sandbox } from '../src/index.js';
import { closedConnection, nextProblem, upgradeRequest } from './strangers.js';
import { ANNA, TestWorld } from './world.js';

const INTRO = Buffer.from([0x57, 0x41, 6, 3]);
const NOISE_HELLO = Buffer.concat([Buffer.from([0x12, 34, 0x0a, 32]), Buffer.alloc(32, 9)]);
const HELLO = Buffer.concat([INTRO, Buffer.from([0, 0, NOISE_HELLO.length]), NOISE_HELLO]);

let world: TestWorld;
/** Who must not notice anything. */
let bystander: BaileysClient;
/** Whose credentials those use who misbehave. */
let linked: BaileysClient;

beforeAll(async () => {
	world = await TestWorld.start();
	bystander = await world.linkedClient();
	linked = await world.linkedClient(world.bob);
});
afterAll(() => world.close());

let told = 0;
async function allWell(): Promise<void> {
	told += 1;
	await world.bob.sendText(ANNA, `all well ${told}`);
	await bystander.messageWithText(`all well ${told}`);
}

/** Sends bytes as a client would and waits until the server has hung up. */
async function hungUpAfter(
	messages: readonly (Buffer | string)[],
	{ url } = world.sandbox,
): Promise<void> {
	const socket = new WebSocket(url, { origin: 'https://web.whatsapp.com' });
	await once(socket, 'open');
	const closed = once(socket, 'close');
	for (const message of messages) socket.send(message);
	await closed;
}

/** A TCP connection that sends this, with all it gets back until it ends. */
async function answerTo(
	parts: readonly (Buffer | string)[],
	{ port } = world.sandbox,
): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	const received: Buffer[] = [];
	socket.on('data', (bytes: Buffer) => received.push(bytes));
	socket.on('error', () => undefined);
	const closed = once(socket, 'close');
	for (const part of parts) socket.write(part);
	await closed;
	return Buffer.concat(received).toString('latin1');
}

describe('a client whose bytes are wrong', () => {
	test.each<[string, (Buffer | string)[], RegExp]>([
		['a wrong intro', [Buffer.from('GET / HTTP/1.1\r\n')], /WA intro/],
		['a frame of 16 MB', [INTRO, Buffer.from([0xff, 0xff, 0xff])], /16777215 bytes is too large/],
		['an empty hello', [INTRO, Buffer.from([0, 0, 0])], /key must have 32 bytes/],
		['a hello that is no protobuf', [INTRO, Buffer.from([0, 0, 4, 0xff, 0xff, 0xff, 0xff])], /./],
		['a short key', [INTRO, Buffer.from([0, 0, 5, 0x12, 3, 0x0a, 1, 1])], /32 bytes/],
		['endless routing information', [Buffer.from([0x45, 0x44, 0, 1, 0xff, 0xff, 0xff])], /routing/],
		['a finish that is none', [HELLO, Buffer.from([0, 0, 2, 0x22, 0])], /client finish/],
		['a text message', ['hello'], /sent text/],
		['a WebSocket message of 17 MB', [Buffer.alloc(17 * 1024 * 1024)], /Max payload/],
	])('%s: is cut off, and it is said why', async (_name, messages, why) => {
		const problem = nextProblem(world.sandbox, why);
		await hungUpAfter(messages);
		const { connectionId, problem: said } = await problem;
		expect([connectionId, said]).toEqual([expect.any(Number), expect.stringMatching(why)]);
		await allWell();
	});

	test('a hello cut into single bytes is answered', async () => {
		const socket = new WebSocket(world.sandbox.url);
		await once(socket, 'open');
		for (const byte of HELLO) socket.send(Buffer.from([byte]));
		const [answer] = (await once(socket, 'message')) as [Buffer];
		socket.terminate();
		expect(answer.readUIntBE(0, 3)).toBe(answer.length - 3);
	});
});

describe('a linked client whose stanzas are wrong', () => {
	test.each<[string, () => Buffer, RegExp]>([
		['not a stanza', () => Buffer.alloc(40, 0xff), /./],
		['larger than 8 MB', () => Buffer.alloc(9 * 1024 * 1024), /too large/],
		['nested 100,000 deep', () => nested(100_000), /stack/],
		['inflating to 100 MB', () => bomb(100 * 1024 * 1024), /larger than|too large/],
	])('%s: is cut off, and it is said why', async (_name, bytes, why) => {
		const client = await world.reconnected(linked);
		const problem = nextProblem(world.sandbox, why);
		const closed = client.closed();
		await client.socket.sendRawMessage(bytes());
		expect(await problem).toMatchObject({
			...{ phoneNumber: world.bob.phoneNumber, problem: expect.stringMatching(why) as unknown },
		});
		expect((await closed).code).toBe(428);
		await allWell();
	});

	test('a stanza nobody knows is answered, counted, and named', async () => {
		const problem = nextProblem(world.sandbox, /w:new/);
		const query = { tag: 'iq', attrs: { to: 's.whatsapp.net', type: 'get', xmlns: 'w:new' } };
		await bystander.socket.query({ ...query, content: [{ tag: 'thing', attrs: {} }] });
		expect(await problem).toMatchObject({
			...{ phoneNumber: ANNA, deviceId: 1 },
			problem: 'No handler knows the stanza "iq w:new get thing".',
		});
		expect(world.sandbox.unknownStanzas()).toMatchObject({ 'iq w:new get thing': 1 });
	});

	test('a stanza that no handler can read is answered with an error, and named', async () => {
		const problem = nextProblem(world.sandbox, /<registration>/);
		const upload = { tag: 'iq', attrs: { to: 's.whatsapp.net', type: 'set', xmlns: 'encrypt' } };
		await expect(bystander.socket.query({ ...upload, content: [] })).rejects.toThrow();
		expect((await problem).problem).toContain('registration');
	});
});

describe('somebody at the door', () => {
	test.each<[string, (Buffer | string)[], string | undefined, RegExp]>([
		['no HTTP', [Buffer.alloc(2_000)], undefined, /No HTTP/],
		['no TLS', [Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5])], undefined, /No TLS/],
		['a strange path', [upgradeRequest({ path: '/ws/other' })], '404', /\/ws\/other/],
		['a path that is none', [upgradeRequest({ path: '//' })], '404', /\/ws\/chat/],
		[
			'a page of another origin',
			[upgradeRequest({ origin: 'https://example.com' })],
			'403',
			/Origin/,
		],
		['no WebSocket key', [upgradeRequest({ key: '' })], '400', /Sec-WebSocket-Key/],
	])('with %s is turned away, and it is said why', async (_name, parts, status, why) => {
		const problem = nextProblem(world.sandbox, why);
		expect(/^HTTP\/1\.1 (\d+)/.exec(await answerTo(parts))?.[1]).toBe(status);
		expect(await problem).toMatchObject({
			...{ connectionId: null, problem: expect.stringMatching(why) as unknown },
		});
		await allWell();
	});

	test('who speaks HTTP where clients speak WebSocket is told so', async () => {
		const response = await fetch(`${world.sandbox.httpUrl}/ws/chat`);
		expect([response.status, await response.json()]).toEqual([
			426,
			expect.objectContaining({ code: 'UPGRADE_REQUIRED' }),
		]);
	});
});

describe('somebody who does not go on', () => {
	let impatient: Sandbox;

	beforeAll(async () => {
		impatient = await createSandbox({ socketTimeouts: { handshakeMs: 200 } });
	});
	afterAll(() => impatient.close());

	test.each<[string, (Buffer | string)[]]>([
		['in the middle of the HTTP header', ['GET /ws/chat HTTP/1.1\r\nHost: 127']],
		['in the middle of the TLS hello', [Buffer.from([0x16, 3, 1, 2, 0, 1])]],
	])('%s is cut off', async (_name, parts) => {
		const problem = nextProblem(impatient);
		await answerTo(parts, impatient);
		expect((await problem).problem).toBe('No whole request came within 200 ms.');
	});

	test('after connecting is cut off without a word', async () => {
		expect(await answerTo([], impatient)).toBe('');
	});

	test.each([
		['in the middle of the intro', [INTRO.subarray(0, 2)]],
		['in the middle of the handshake', [HELLO]],
	])('%s is cut off', async (_name, messages) => {
		const problem = nextProblem(impatient);
		await hungUpAfter(messages, impatient);
		expect((await problem).problem).toBe('The handshake was not finished within 200 ms.');
	});

	test('while sending byte by byte is cut off as well', async () => {
		const socket = new WebSocket(impatient.url);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		const routing = [0x45, 0x44, 0, 1, 0, 0xff, 0xff, ...Buffer.alloc(1_000)];
		for (const byte of routing) {
			if (socket.readyState !== WebSocket.OPEN) break;
			socket.send(Buffer.from([byte]));
			await setTimeout(5);
		}
		expect(await closed).toBeDefined();
	});
});

test('a client that does not read what it is sent is cut off before it fills the memory', async () => {
	const client = await world.reconnected(linked);
	const connection = world.sandbox.connections().at(-1)?.id ?? 0;
	const problem = nextProblem(world.sandbox, /does not read: \d{8} bytes/);
	const { socket: webSocket } = client.socket.ws as unknown as { socket: WebSocket };
	webSocket.pause();
	const match = { tag: 'message', number: world.bob.phoneNumber };
	const fault = world.sandbox.faults.add({ action: 'frame', kind: 'huge', match });
	for (let count = 0; count < 6; count += 1) await world.anna.sendText(world.bob, 'unread');
	expect(await problem).toMatchObject({ connectionId: connection });
	fault.remove();
	webSocket.terminate();
});

describe('a half-open connection', () => {
	let attentive: TestWorld;

	beforeAll(async () => {
		attentive = await TestWorld.start({ socketTimeouts: { keepAliveMs: 200 } });
	});
	afterAll(() => attentive.close());

	/** A WebSocket that answers nothing, not even pings. */
	async function silentStranger(): Promise<void> {
		const socket = connect(attentive.sandbox.port, '127.0.0.1');
		socket.on('error', () => undefined);
		socket.write(upgradeRequest({}));
		await once(socket, 'data');
	}

	test('whose client gives no sign of life is forgotten, and it is said', async () => {
		const problem = nextProblem(attentive.sandbox, /no sign of life for 400 ms/);
		await silentStranger();
		const { connectionId } = await problem;
		await closedConnection(attentive.sandbox, connectionId);
		expect(attentive.sandbox.connections().map(({ id }) => id)).not.toContain(connectionId);
	});

	test('in a black hole is forgotten, and what was on its way comes at the next login', async () => {
		const client = await attentive.linkedClient(attentive.bob);
		const connection = attentive.sandbox.connections().at(-1);
		const problem = nextProblem(attentive.sandbox, /no sign of life for 400 ms/);
		attentive.sandbox.strike(connection?.id ?? 0, { action: 'close', how: 'black-hole' });
		await attentive.anna.sendText(attentive.bob, 'into the dark');
		expect(await problem).toMatchObject({ connectionId: connection?.id });
		expect(attentive.sandbox.connections().map(({ id }) => id)).not.toContain(connection?.id);
		const again = await attentive.reconnected(client);
		expect(await again.messageWithText('into the dark')).toBeDefined();
		const { socket: webSocket } = client.socket.ws as unknown as { socket: { terminate(): void } };
		webSocket.terminate();
	});
});

/** A stanza in a stanza, so many times: a list of two, a tag, and a list of one as its content. */
function nested(depth: number): Buffer {
	return Buffer.concat([
		Buffer.from([0]),
		Buffer.alloc(depth * 5, Buffer.from([0xf8, 2, 3, 0xf8, 1])),
	]);
}

/** Bit 1 of the first byte says that the rest is deflated. */
function bomb(bytes: number): Buffer {
	return Buffer.concat([Buffer.from([2]), deflateSync(Buffer.alloc(bytes))]);
}
