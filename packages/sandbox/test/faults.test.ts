import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { BinaryNode } from '@whiskeysockets/baileys';
import type { FaultRuleInput, WireLogEntry } from '../src/index.js';
import { textOf } from './baileys-client.js';
import { ANNA, BOB_JID, TestWorld } from './world.js';

describe('faults', () => {
	test.each([
		['463', 463],
		['479', 479],
	])('a message answered with ack error %s fails at the client', async (text, code) => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		world.sandbox.faults.add({ match: { tag: 'message' }, action: 'ack-error', code, times: 1 });
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'refused' });
		await client.status(sent?.key.id ?? '', 0);
		expect(client.ackErrors.get(sent?.key.id ?? '')).toBe(text);
	});

	test('a dropped ack leaves the message with the other phone', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const fault = world.sandbox.faults.add({
			match: { tag: 'ack', direction: 'out' },
			action: 'drop',
			times: 1,
		});
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'no ack' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'no ack' });
		const id = sent?.key.id ?? '';
		const acks = world.sandbox
			.stanzas()
			.filter(({ stanza, fault: by }) => stanza.tag === 'ack' && stanza.attrs['id'] === id && !by);
		expect([fault.hits, acks]).toEqual([1, []]);
	});

	test('a phone that cannot open a message gets it again', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'in' } as const;
		const fault = world.sandbox.faults.add({ match, action: 'corrupt', times: 1 });
		await client.socket.sendMessage(BOB_JID, { text: 'once more' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'once more', copies: 1 });
		expect(fault.hits).toBe(1);
	});

	test('a client that cannot open a message gets it again', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'out' } as const;
		world.sandbox.faults.add({ match, action: 'corrupt', times: 1 });
		await world.bob.sendText(ANNA, 'once more');
		expect(await client.messageWithText('once more')).toMatchObject({
			key: { remoteJid: BOB_JID },
		});
	});

	test('a duplicated message is counted by the phone', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'in' } as const;
		world.sandbox.faults.add({ match, action: 'duplicate', times: 1 });
		await client.socket.sendMessage(BOB_JID, { text: 'twice' });
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		expect(world.bob.messages()).toMatchObject([{ text: 'twice', copies: 2 }, { text: 'end' }]);
	});

	test('a stanza comes with the attributes a fault gives it', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'ack', direction: 'out' } as const;
		world.sandbox.faults.add({ match, action: 'attributes', attrs: { phash: '2:other' } });
		const acked = once(client.socket.ws, 'CB:ack,class:message');
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'to other devices' });
		const [{ attrs }] = (await acked) as [BinaryNode];
		expect(attrs).toMatchObject({ id: sent?.key.id, phash: '2:other' });
	});

	test('an ack that comes twice, or late, or with an error, comes as it is asked for', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'ack', direction: 'out', attrs: { class: 'message' } } as const;
		const { faults } = world.sandbox;
		faults.add({ match, action: 'duplicate', times: 1 });
		const twice = await client.socket.sendMessage(BOB_JID, { text: 'acked twice' });
		faults.add({ match, action: 'delay', ms: 20, times: 1 });
		const late = await client.socket.sendMessage(BOB_JID, { text: 'acked late' });
		faults.add({ match, action: 'attributes', attrs: { error: '500' }, times: 1 });
		const refused = await client.socket.sendMessage(BOB_JID, { text: 'delivered, and refused' });
		const acksFor = (id: string | null | undefined) => (entry: WireLogEntry) =>
			entry.stanza.tag === 'ack' && entry.stanza.attrs['id'] === id;
		await world.stanzas(acksFor(twice?.key.id), 2);
		await world.stanzas(acksFor(late?.key.id), 1);
		await world.stanzas(({ stanza: { attrs } }) => attrs['error'] === '500', 1);
		expect(world.sandbox.stanzas().find(acksFor(refused?.key.id))?.stanza.attrs).toMatchObject({
			...{ class: 'message', error: '500' },
		});
		expect(
			await world.bob.nextMessage({ where: ({ text }) => text === 'delivered, and refused' }),
		).toBeDefined();
	});

	test('a client that hears that its groups are out of date asks for them, and gets its ack', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'in' } as const;
		world.sandbox.faults.add({ match, action: 'groups-dirty', times: 1 });
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'arrives all the same' });
		await client.status(sent?.key.id ?? '', 2);
		await world.stanzas(({ stanza }) => stanza.attrs['xmlns'] === 'urn:xmpp:whatsapp:dirty', 1);
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'arrives all the same' });
	});

	test.each<[FaultRuleInput, number]>([
		[{ action: 'stream-error', code: 503 }, 503],
		[{ action: 'stream-error', child: 'conflict:replaced' }, 440],
		[{ action: 'stream-error', child: 'xml-not-well-formed' }, 500],
		[{ action: 'failure', reason: 403, match: { tag: 'message' } }, 403],
		[{ action: 'close', how: 'fin' }, 428],
		[{ action: 'close', how: 'rst' }, 428],
	])('a message met by %j ends the connection with %i', async (rule, code) => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		world.sandbox.faults.add({ ...rule, match: { tag: 'message', direction: 'in' } });
		await client.socket.sendMessage(BOB_JID, { text: 'the last' });
		expect((await client.closed()).code).toBe(code);
	});

	test.each([401, 402, 405, 503])('a login answered with failure %i fails so', async (reason) => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await client.close();
		world.sandbox.faults.add({ action: 'failure', reason, match: { number: ANNA }, times: 1 });
		const again = world.client({ auth: client.auth });
		expect(await again.closed()).toMatchObject({ code: reason, message: 'Connection Failure' });
	});

	test('a query answered with an error rejects at the client', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'iq', xmlns: 'w:m' };
		world.sandbox.faults.add({ match, action: 'iq-error', code: 503, text: 'unavailable' });
		await expect(client.socket.refreshMediaConn(true)).rejects.toThrow('unavailable');
	});

	test('a silence swallows both directions until it is removed', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await client.socket.sendMessage(BOB_JID, { text: 'before' });
		await world.bob.nextMessage();
		const silence = world.sandbox.faults.add({ action: 'silence', times: 1 });
		await world.bob.sendText(ANNA, 'unheard');
		await client.socket.sendMessage(BOB_JID, { text: 'unheard' });
		await world.stanzas(
			({ direction, stanza }) => direction === 'in' && stanza.tag === 'message',
			2,
		);
		silence.remove();
		await world.bob.sendText(ANNA, 'heard');
		await client.messageWithText('heard');
		await client.socket.sendMessage(BOB_JID, { text: 'heard' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'heard' });
		const received = client.messages.filter(({ key }) => !key.fromMe).map(textOf);
		expect(received).toEqual(['heard']);
	});

	test('a delayed message is overtaken by the next one', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'out' } as const;
		world.sandbox.faults.add({ match, action: 'delay', ms: 200, times: 1 });
		await world.bob.sendText(ANNA, 'slow');
		await world.bob.sendText(ANNA, 'fast');
		await client.messageWithText('slow');
		expect(client.messages.map(textOf).filter(Boolean)).toEqual(['fast', 'slow']);
	});

	test('an upgrade answered with 503 leaves connected clients alone', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		world.sandbox.faults.add({ action: 'upgrade', status: 503, retryAfter: 7, times: 1 });
		const refused = await fetch(`${world.sandbox.httpUrl}/ws/chat`, {
			headers: { connection: 'upgrade', upgrade: 'websocket' },
		}).catch(() => undefined);
		const socket = connect(world.sandbox.port, '127.0.0.1');
		socket.write(UPGRADE_REQUEST);
		const [head] = (await once(socket, 'data')) as [Buffer];
		socket.destroy();
		expect(refused?.status).not.toBe(101);
		expect(head.toString()).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: 7/);
		await world.bob.sendText(ANNA, 'still here');
		expect(await client.messageWithText('still here')).toBeDefined();
	});

	test('an upgrade that is never answered hangs until the sandbox closes', async () => {
		const world = await TestWorld.start();
		world.sandbox.faults.add({ action: 'upgrade', hang: true });
		const socket = connect(world.sandbox.port, '127.0.0.1');
		const received: Buffer[] = [];
		socket.on('data', (bytes: Buffer) => received.push(bytes));
		socket.on('error', () => undefined);
		socket.write(UPGRADE_REQUEST);
		await fetch(`${world.sandbox.httpUrl}/v1/info`);
		const [fault] = world.sandbox.faults.all();
		const ended = once(socket, 'close');
		await world.close();
		await ended;
		expect([fault?.hits, received]).toEqual([1, []]);
	});

	test('a rule with after, times and probability hits as often as it says', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const match = { tag: 'message', direction: 'in', peer: world.bob.phoneNumber } as const;
		const fault = world.sandbox.faults.add({ match, action: 'drop', after: 1, times: 1 });
		for (const text of ['one', 'two', 'three']) await client.socket.sendMessage(BOB_JID, { text });
		await world.bob.nextMessage({ where: ({ text }) => text === 'three' });
		expect(world.bob.messages().map(({ text }) => text)).toEqual(['one', 'three']);
		expect([fault.hits, fault.active]).toEqual([1, false]);
	});

	test('late acks and receipts arrive as updates of their own', async () => {
		await using world = await TestWorld.start({ ackDelayMs: 150, receiptDelayMs: 300 });
		const client = await world.linkedClient();
		const update = new Promise<number | null | undefined>((resolve) => {
			client.socket.ev.on('messages.update', ([first]) => resolve(first?.update.status));
		});
		await client.socket.sendMessage(BOB_JID, { text: 'slowly' });
		expect(await update).toBeGreaterThanOrEqual(2);
	});
});

const UPGRADE_REQUEST = [
	'GET /ws/chat HTTP/1.1',
	'Host: 127.0.0.1',
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
	'\r\n',
].join('\r\n');
