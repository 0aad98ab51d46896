import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WireLogEntry } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { phonePath, post } from './http.js';
import { ANNA, BOB, TestWorld } from './world.js';

let world: TestWorld;
let client: BaileysClient;

beforeEach(async () => {
	world = await TestWorld.start();
	client = await world.linkedClient();
});
afterEach(() => world.close());

const keysLeft = () => world.anna.devices()[0]?.oneTimeKeys;

const isCall = ({ direction, stanza }: WireLogEntry) =>
	direction === 'out' && stanza.tag === 'notification' && stanza.attrs['type'] === 'encrypt';

const isUpload = ({ direction, stanza }: WireLogEntry) =>
	direction === 'in' && stanza.attrs['xmlns'] === 'encrypt' && holds(stanza.content, 'list');

const holds = (content: unknown, tag: string) => JSON.stringify(content).includes(`"tag":"${tag}"`);

const count = (where: (entry: WireLogEntry) => boolean) =>
	world.sandbox.stanzas().filter(where).length;

/** The server's call for more keys does not reach the client. */
const deafen = () =>
	world.sandbox.faults.add({
		action: 'drop',
		match: { tag: 'notification', type: 'encrypt', direction: 'out' },
	});

describe('one-time keys', () => {
	test('are handed out once each, and the client uploads more when fewer than five are left', async () => {
		const [calls, uploads] = [count(isCall), count(isUpload)];
		await world.anna.faults.spendKeys({ left: 5 });
		await world.bob.sendText(ANNA, 'hello');
		await client.messageWithText('hello');
		await world.stanzas(isUpload, uploads + 1);
		expect([count(isCall) - calls, keysLeft()]).toEqual([1, 9]);
	});

	test('that are used up leave a client that can still be written to', async () => {
		deafen();
		await world.anna.faults.spendKeys();
		expect(keysLeft()).toBe(0);
		await world.bob.sendText(ANNA, 'without a one-time key');
		await client.messageWithText('without a one-time key');
		expect(world.problems()).toEqual([]);
	});

	test('are asked for once, however often the last are handed out', async () => {
		const call = deafen();
		await world.anna.faults.spendKeys({ left: 4 });
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
		await world.bob.sendText(ANNA, 'one');
		await carol.sendText(ANNA, 'two');
		await client.messageWithText('two');
		expect([call.hits, keysLeft()]).toEqual([1, 2]);
	});

	test('are counted at the next login of a client that did not hear of it', async () => {
		deafen();
		await world.anna.faults.spendKeys();
		await client.close();
		await world.reconnected(client);
		expect(keysLeft()).toBeGreaterThanOrEqual(5);
	});

	test('can be spent over HTTP', async () => {
		deafen();
		const path = `${phonePath(ANNA)}/faults/spend-keys`;
		expect(await post(world.sandbox, path, { left: 1 })).toBe(204);
		expect(keysLeft()).toBe(1);
		expect(await post(world.sandbox, `${phonePath(BOB)}/faults/spend-keys`)).toBe(404);
	});
});
