import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { phonePath, post } from './http.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

let world: TestWorld;
let clients: BaileysClient[];

beforeEach(async () => {
	world = await TestWorld.start();
	clients = [await world.linkedClient(), await world.linkedClient()];
	await world.bob.sendText(ANNA, 'from the old phone');
	for (const client of clients) await client.messageWithText('from the old phone');
});
afterEach(() => world.close());

const [FIRST, SECOND] = [0, 1];

describe('a phone that is reinstalled while others chat with it', () => {
	beforeEach(async () => {
		expect(await post(world.sandbox, `${phonePath(BOB)}/faults/new-identity`)).toBe(204);
	});

	test('is told of by the server to every linked device of its chat partners', async () => {
		await world.stanzas(
			({ direction, stanza: { tag, attrs } }) =>
				direction === 'in' &&
				tag === 'ack' &&
				attrs['type'] === 'encrypt' &&
				attrs['to'] === BOB_JID,
			clients.length,
		);
	});

	test('writes what all of them can read, without being asked again', async () => {
		await world.bob.sendText(ANNA, 'from the new phone');
		for (const client of clients) await client.messageWithText('from the new phone');
		expect(world.problems()).toEqual([]);
	});

	test('reads what each of them writes, once', async () => {
		await clients[FIRST]?.socket.sendMessage(BOB_JID, { text: 'first' });
		await clients[SECOND]?.socket.sendMessage(BOB_JID, { text: 'second' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'first' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'second' });
		expect(
			world.bob
				.messages()
				.map(({ text, copies }) => [text, copies])
				.toSorted(),
		).toEqual([
			['first', 1],
			['second', 1],
		]);
	});

	test('reads and writes in a group it was in', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		await clients[FIRST]?.socket.sendMessage(group.id, { text: 'before' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'before' });
		await world.bob.faults.renewIdentity();
		await clients[FIRST]?.socket.sendMessage(group.id, { text: 'after' });
		expect(await world.bob.nextMessage({ where: ({ text }) => text === 'after' })).toMatchObject({
			chat: group.id,
		});
		await world.bob.sendText(group.id, 'I am still here');
		for (const client of clients) await client.messageWithText('I am still here');
	});

	test('can be linked again', async () => {
		const linked = await world.linkedClient(world.bob);
		await clients[FIRST]?.socket.sendMessage(BOB_JID, { text: 'to your new client' });
		await linked.messageWithText('to your new client');
	});
});
