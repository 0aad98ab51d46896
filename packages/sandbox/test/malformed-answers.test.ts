import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRuleInput } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { BOB_JID, TestWorld } from './world.js';

/** Long enough for a loopback, so that a test does not wait a minute for an answer that cannot be read. */
const config = { defaultQueryTimeoutMs: 500 };

let world: TestWorld;
let client: BaileysClient;

beforeAll(async () => {
	world = await TestWorld.start();
	const linked = await world.linkedClient();
	await linked.close();
	client = await world.reconnected(linked, { config });
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.close());

/** How a call of Baileys ends, whatever it gives. */
async function settled(call: Promise<unknown>): Promise<'resolved' | 'rejected'> {
	return call.then(
		() => 'resolved',
		() => 'rejected',
	);
}

const ANSWERS: readonly (readonly [string, (sent: BaileysClient) => Promise<unknown>])[] = [
	['usync', ({ socket }) => socket.onWhatsApp(world.bob.phoneNumber)],
	['privacy', ({ socket }) => socket.fetchPrivacySettings(true)],
	['w:g2', ({ socket }) => socket.groupFetchAllParticipating()],
	['blocklist', ({ socket }) => socket.fetchBlocklist()],
	['w:mex', ({ socket }) => socket.fetchAccountReachoutTimelock()],
];
const FAULTS: readonly FaultRuleInput[] = [
	{ action: 'malform', kind: 'empty' },
	{ action: 'malform', kind: 'no-attributes' },
	{ action: 'malform', kind: 'renamed' },
	{ action: 'malform', kind: 'truncated' },
	{ action: 'malform', kind: 'random' },
	{ action: 'drop' },
	{ action: 'delay', ms: 5 },
	{ action: 'duplicate' },
];

describe.each(ANSWERS)('the answer to a query of %s', (xmlns, ask) => {
	test.each(FAULTS)('met by %j: the call ends, and the client stays connected', async (rule) => {
		const match = { xmlns, direction: 'out' } as const;
		const fault = world.sandbox.faults.add({ ...rule, match, times: 1 });
		expect(['resolved', 'rejected']).toContain(await settled(ask(client)));
		expect(fault.hits).toBe(1);
	});
});

test('one answer about media hosts that cannot be read is the last that connection asks for', async () => {
	const match = { xmlns: 'w:m', direction: 'out' } as const;
	const fault = world.sandbox.faults.add({ action: 'malform', kind: 'empty', match });
	const asked = () => settled(client.socket.refreshMediaConn(true));
	expect([await asked(), await asked(), fault.hits]).toEqual(['rejected', 'rejected', 1]);
});

test('afterwards messages arrive as ever', async () => {
	await client.socket.sendMessage(BOB_JID, { text: 'as ever' });
	expect(await world.bob.nextMessage()).toMatchObject({ text: 'as ever' });
});

test('a key bundle that cannot be read is not written to', async () => {
	const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
	const match = { xmlns: 'encrypt', direction: 'out', child: 'list' } as const;
	world.sandbox.faults.add({ action: 'malform', kind: 'truncated', match, times: 1 });
	const to = '491700000003@s.whatsapp.net';
	await settled(client.socket.sendMessage(to, { text: 'unreadable keys' }));
	await client.socket.sendMessage(to, { text: 'readable keys' });
	const where = ({ text }: { text: string | null }) => text === 'readable keys';
	expect(await carol.nextMessage({ where })).toBeDefined();
});
