import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, test } from '@jest/globals';
import { decodeBinaryNode, encodeBinaryNode, type BinaryNode } from '@whiskeysockets/baileys';
import { WebSocket } from 'ws';
import { seededBytes, seededRandom } from '../src/random.js';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB_JID, TestWorld } from './world.js';

/** `SEED=… ` repeats a run; `ROUNDS` makes it longer. */
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 60);

const INTRO = Buffer.from([0x57, 0x41, 6, 3]);

let world: TestWorld;
let bystander: BaileysClient;
let random: () => number;

beforeAll(async () => {
	process.stdout.write(`fuzz: SEED=${SEED} ROUNDS=${ROUNDS}\n`);
	world = await TestWorld.start({ socketTimeouts: { handshakeMs: 2_000 } });
	bystander = await world.linkedClient();
});
beforeEach(() => {
	random = seededRandom(SEED);
});
afterAll(() => world.close());

const upTo = (count: number) => Math.floor(random() * count);
const bytes = (most: number) => seededBytes(random, upTo(most));
const pick = <T>(of: readonly T[]): T => of[upTo(of.length)] as T;

function damaged(of: Buffer): Buffer {
	const copy = Buffer.from(of);
	for (let count = 1 + upTo(4); count > 0; count -= 1) copy[upTo(copy.length)] = upTo(256);
	return random() < 0.3 ? copy.subarray(0, upTo(copy.length)) : copy;
}

function frame(body: Buffer): Buffer {
	const length = Buffer.alloc(3);
	length.writeUIntBE(random() < 0.8 ? body.length : upTo(0xff_ff_ff), 0, 3);
	return Buffer.concat([length, body]);
}

/** Sends messages over a WebSocket of its own and waits until the server has ended it. */
async function endsAfter(messages: readonly Buffer[]): Promise<void> {
	const socket = new WebSocket(world.sandbox.url);
	socket.on('error', () => undefined);
	await once(socket, 'open');
	const closed = once(socket, 'close');
	for (const message of messages) socket.send(message);
	await closed;
}

/** The server is up, and somebody else notices nothing. */
async function standsFirm(): Promise<void> {
	const text = `all well ${random()}`;
	await world.bob.sendText(ANNA, text);
	await bystander.messageWithText(text);
}

describe('whatever comes, the sandbox stays up:', () => {
	test('bytes instead of HTTP', async () => {
		for (let round = 0; round < ROUNDS; round += 1) {
			const socket = connect(world.sandbox.port, '127.0.0.1');
			socket.on('error', () => undefined);
			socket.end(Buffer.concat([Buffer.from([pick([0x16, 0x47, upTo(256)])]), bytes(400)]));
			socket.resume();
			await once(socket, 'close');
		}
		await standsFirm();
	});

	test('bytes before the intro', async () => {
		const rounds = Array.from({ length: ROUNDS }, () => [
			random() < 0.5 ? bytes(100) : damaged(Buffer.concat([Buffer.from('ED\0\x01'), bytes(40)])),
		]);
		await Promise.all(rounds.map(endsAfter));
		await standsFirm();
	});

	test('bytes during the handshake', async () => {
		const rounds = Array.from({ length: ROUNDS }, () => {
			const hello = Buffer.concat([Buffer.from([0x12, 34, 0x0a, 32]), seededBytes(random, 32)]);
			const first = random() < 0.5 ? hello : damaged(hello);
			return [INTRO, frame(first), frame(bytes(300)), frame(bytes(300))];
		});
		await Promise.all(rounds.map(endsAfter));
		await standsFirm();
	});

	test('stanzas that were damaged before they were encrypted', async () => {
		const linked = await world.linkedClient(world.bob);
		for (let round = 0; round < ROUNDS; round += 1) {
			const client = await world.reconnected(linked);
			const ended = client.closed();
			for (let count = 0; count < 10; count += 1) {
				const sent = client.socket.sendRawMessage(damaged(encodeBinaryNode(strangeStanza())));
				if (!(await sent.then(() => true).catch(() => false))) break;
			}
			await client.socket.sendRawMessage(Buffer.from([0xff])).catch(() => undefined);
			await ended;
		}
		await standsFirm();
	}, 120_000);

	test('stanzas of every kind with anything in them', async () => {
		const client = await world.linkedClient(world.bob);
		for (let count = 0; count < ROUNDS * 20; count += 1) {
			const stanza = strangeStanza();
			if (await canBeRead(stanza)) await client.socket.sendNode(stanza);
		}
		const ping = { to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' };
		await client.socket.query({ tag: 'iq', attrs: ping });
		await standsFirm();
	}, 60_000);
});

/** Some of what can be written cannot be read: for instance a jid with neither user nor server. */
async function canBeRead(stanza: BinaryNode): Promise<boolean> {
	return decodeBinaryNode(encodeBinaryNode(stanza)).then(
		() => true,
		() => false,
	);
}

const TAGS = [
	'iq',
	'message',
	'receipt',
	'ack',
	'presence',
	'chatstate',
	'ib',
	'notification',
	'x',
];
const CHILDREN = [
	...['usync', 'key', 'count', 'digest', 'rotate', 'list', 'participants', 'to', 'enc', 'item'],
	...['link_code_companion_reg', 'pair-device-sign', 'create', 'add', 'remove', 'invite', 'query'],
	...['media_conn', 'sync', 'collection', 'patch', 'props', 'privacy', 'active', 'user', 'skey'],
];
const NAMESPACES = [
	...['encrypt', 'usync', 'w:g2', 'md', 'w:m', 'privacy', 'passive', 'w:sync:app:state', 'abt'],
	...['blocklist', 'w:profile:picture', 'status', 'w:mex', 'tos', 'w:p', 'call'],
];
const VALUES = [
	...['get', 'set', 'result', 'error', 'retry', 'read', 'subscribe', 'available', '', '0', '-1'],
	...[
		'1e99',
		BOB_JID,
		'status@broadcast',
		'1-2@g.us',
		'@lid',
		':@',
		'a'.repeat(300),
		'server-error',
	],
];

function strangeStanza(depth = 0): BinaryNode {
	const names = ['id', 'to', 'from', 'type', 'participant', 'recipient', 'class', 'jid', 'count'];
	const attrs = Object.fromEntries(
		names.filter(() => random() < 0.4).map((name) => [name, pick(VALUES)]),
	);
	if (depth === 0 && random() < 0.8) attrs['xmlns'] = pick(NAMESPACES);
	const tag = depth === 0 ? pick(TAGS) : pick(CHILDREN);
	const kind = upTo(depth > 3 ? 2 : 4);
	if (kind === 0) return { tag, attrs };
	if (kind === 1) return { tag, attrs, content: bytes(80) };
	const content = Array.from({ length: 1 + upTo(3) }, () => strangeStanza(depth + 1));
	return { tag, attrs, content };
}
