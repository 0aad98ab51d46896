import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';
import type { BaileysClient } from './baileys-client.js';

describe('a phone that is asked for a message again', () => {
	let world: TestWorld;
	let client: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		client = await world.linkedClient();
	});
	afterEach(() => world.close());

	async function askAgainFor(id: string): Promise<void> {
		const asked = { id, type: 'retry', to: BOB_JID };
		const retry = { tag: 'retry', attrs: { count: '1', id, t: '1', v: '1', error: '0' } };
		await client.socket.sendNode({ tag: 'receipt', attrs: asked, content: [retry] });
		const isCopy = (content: unknown) => JSON.stringify(content).includes('"count":"1"');
		await world.stanzas(
			({ direction, stanza: { tag, attrs, content } }) =>
				direction === 'out' && tag === 'message' && attrs['id'] === id && isCopy(content),
			1,
		);
	}

	test('opens what was already on its way to it', async () => {
		const { id } = await world.bob.sendText(ANNA, 'hello');
		await client.messageWithText('hello');
		await client.socket.sendMessage(BOB_JID, { text: 'first' });
		await world.bob.nextMessage();
		world.sandbox.faults.add({
			action: 'delay',
			ms: 300,
			times: 1,
			match: { tag: 'message', direction: 'in', peer: BOB },
		});
		await client.socket.sendMessage(BOB_JID, { text: 'under way' });
		await askAgainFor(id);
		await world.bob.nextMessage({ where: ({ text }) => text === 'under way' });
		const phoneAsks = world.sandbox.stanzas().filter(({ direction, stanza: { tag, attrs } }) => {
			return direction === 'out' && tag === 'receipt' && attrs['type'] === 'retry';
		});
		expect(phoneAsks).toEqual([]);
	});
});
