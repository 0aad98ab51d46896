import { describe, expect, test } from '@jest/globals';
import type { WireLogEntry } from '../src/index.js';
import { ANNA, BOB_JID, TestWorld } from './world.js';

const NEW_YEAR = new Date('2026-01-01T00:00:00Z');
const clock = { stoppedAt: NEW_YEAR };

describe('a sandbox whose clock stands still', () => {
	test('holds back a late ack until its time has come', async () => {
		await using world = await TestWorld.start({ clock, ackDelayMs: 60_000 });
		const client = await world.linkedClient();
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'patience' });
		await world.bob.nextMessage();
		const acks = () => world.sandbox.stanzas().filter(isAckOf(sent?.key.id)).length;
		await world.sandbox.clock.advance(59_999);
		expect(acks()).toBe(0);
		await world.sandbox.clock.advance(1);
		expect(acks()).toBe(1);
	});

	test('lets a phone read when its time has come', async () => {
		await using world = await TestWorld.start({ clock });
		const client = await world.linkedClient();
		world.bob.setRules({ readAfterMs: 600_000 });
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'read me in ten minutes' });
		await world.bob.nextMessage();
		expect(world.bob.messages()).toMatchObject([{ read: false, at: NEW_YEAR.toISOString() }]);
		await world.sandbox.clock.advance(600_000);
		await client.status(sent?.key.id ?? '', 4);
		expect(world.bob.messages()).toMatchObject([{ read: true }]);
	});

	test('lets QR codes expire by its own time', async () => {
		await using world = await TestWorld.start({ clock });
		const client = world.client();
		const qr = await client.qr();
		await world.sandbox.clock.advance(60_000);
		await expect(world.bob.scan(qr)).rejects.toMatchObject({ code: 'QR_EXPIRED' });
	});

	test('does not make callers wait for ever', async () => {
		await using world = await TestWorld.start({ clock });
		const nothing = world.bob.nextMessage({ timeoutMs: 20 });
		await expect(nothing).rejects.toMatchObject({ code: 'TIMED_OUT' });
	});

	test('stands as it did at first after a reset', async () => {
		await using world = await TestWorld.start({ clock });
		await world.sandbox.clock.advance(5_000);
		world.sandbox.clock.start();
		await world.sandbox.reset();
		expect(world.sandbox.clock.describe()).toMatchObject({
			...{ now: NEW_YEAR.toISOString(), running: false },
		});
	});
});

test('a server whose clock is wrong writes its time into what it sends', async () => {
	await using world = await TestWorld.start({ clock });
	world.sandbox.clock.skew(-86_400_000);
	const client = await world.linkedClient();
	await world.bob.sendText(ANNA, 'from yesterday');
	const yesterday = NEW_YEAR.getTime() / 1000 - 86_400;
	const received = await client.messageWithText('from yesterday');
	const success = world.sandbox.stanzas().find(({ stanza }) => stanza.tag === 'success');
	expect(success?.stanza.attrs['t']).toBe(String(yesterday));
	expect(Number(received.messageTimestamp)).toBe(yesterday);
});

test('two runs with one seed have the same stanzas, in the same order, with the same ids and times', async () => {
	const [first, second] = [await aDay(7), await aDay(7)];
	expect(first.length).toBeGreaterThan(60);
	expect(second).toEqual(first);
});

test('another seed has other ids', async () => {
	const [first, second] = [await aDay(7), await aDay(8)];
	const idsOf = (day: readonly string[]) => day.filter((line) => line.includes('"3A'));
	expect(idsOf(second)).not.toEqual(idsOf(first));
});

/** Three texts to a client, each in another hour, and its answers; everything but keys and contents. */
async function aDay(seed: number): Promise<string[]> {
	await using world = await TestWorld.start({ clock, seed });
	const client = await world.linkedClient();
	await world.stanzas(({ stanza }) => stanza.attrs['type'] === 'available', 1);
	for (const hour of ['nine', 'ten', 'eleven']) {
		const { id } = await world.bob.sendText(ANNA, `It is ${hour}`);
		await client.messageWithText(`It is ${hour}`);
		await world.stanzas(({ stanza }) => stanza.tag === 'ack' && stanza.attrs['id'] === id, 1);
		const answer = await client.socket.sendMessage(BOB_JID, { text: `${hour}, yes` });
		await world.bob.nextMessage({ where: ({ text }) => text === `${hour}, yes` });
		await world.stanzas(isReceiptFor(answer?.key.id), 2);
		await world.sandbox.clock.advance(3_600_000);
	}
	return seenByServer(world.sandbox.stanzas());
}

/** The ids that Baileys makes up are by chance: they are named by the order in which they come. */
function seenByServer(log: readonly WireLogEntry[]): string[] {
	const names = new Map<string, string>();
	return log.map(({ direction, at, stanza: { tag, attrs } }) => {
		const id = attrs['id'] ?? '';
		const byClient = /^\d+\.\d+-\d+$|^3EB0/.test(id);
		if (byClient && !names.has(id)) names.set(id, `client-${names.size + 1}`);
		return JSON.stringify({ at, direction, tag, ...attrs, id: names.get(id) ?? id });
	});
}

function isAckOf(id: string | null | undefined) {
	return ({ direction, stanza }: WireLogEntry) =>
		direction === 'out' && stanza.tag === 'ack' && stanza.attrs['id'] === id;
}

/** Two of them: both phones have it. */
function isReceiptFor(id: string | null | undefined) {
	return ({ direction, stanza }: WireLogEntry) =>
		direction === 'out' && stanza.tag === 'receipt' && stanza.attrs['id'] === id;
}
