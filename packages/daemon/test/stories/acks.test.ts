import { describe, expect, test } from '@jest/globals';
import type { Message, WaypostEvent } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { World, type WorldOptions } from '../world.js';

/** WhatsApp has 20 s to confirm, and what is in doubt waits for 3 s more; here forty times as fast. */
const OUTBOX_TIMES = { ack: 500, inDoubt: 75, refusal: 50 };
/** A minute, forty times as fast. */
const MINUTE_MS = 1_500;

async function linkedWorld(options: WorldOptions = {}) {
	const world = await World.start({ outboxTimes: OUTBOX_TIMES, ...options });
	const { phone } = await world.linkedSession();
	// It tells that it got its copy of what was sent, which confirms a text as well.
	phone.setRules({ deliveryReceipts: false });
	return { world, ben: await world.ben() };
}

const becomes = (world: World, { id }: Message, status: Message['status']) =>
	world.event('message.status', ({ data }) => data.messageId === id && data.status === status);

/** What WhatsApp tells about a person: `ack` of a message to them, or `receipt` of theirs. */
const from = ({ phoneNumber }: Phone, tag: string) => ({
	...{ tag, peer: phoneNumber },
	direction: 'out' as const,
});

/** Every status that was told of a message, in order. */
async function toldOf(world: World, { id }: Message): Promise<string[]> {
	const told: string[] = [];
	for await (const event of world.client.events.listAll({ type: 'message.status' })) {
		const { data } = event as Extract<WaypostEvent, { type: 'message.status' }>;
		if (data.messageId === id) told.push(data.status);
	}
	return told;
}

/** Every `<message>` that a client sent, and whether anything in it was encrypted. */
const sentStanzas = (world: World) =>
	world.sandbox
		.stanzas()
		.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === 'message')
		.map(({ stanza }) => ({
			id: stanza.attrs['id'],
			isEncrypted: JSON.stringify(stanza).includes('"tag":"enc"'),
		}));

describe('an ack of WhatsApp', () => {
	test('that is lost, with the receipts: the text goes again under its id and is displayed once', async () => {
		const { world, ben } = await linkedWorld();
		await using _ = world;
		for (const tag of ['ack', 'receipt']) {
			world.sandbox.faults.add({ match: from(ben, tag), action: 'drop', times: 1 });
		}
		const sent = await world.sendText('sales', ben.phoneNumber, 'is it there?');
		await becomes(world, sent, 'sent');
		expect(ben.messages()).toMatchObject([{ id: sent.whatsappId, copies: 2 }]);
	});

	test('that is a minute late: the text is displayed once, sent, and the next one follows it', async () => {
		const { world, ben } = await linkedWorld();
		await using _ = world;
		for (const tag of ['ack', 'receipt']) {
			world.sandbox.faults.add({ match: from(ben, tag), action: 'delay', ms: MINUTE_MS });
		}
		const sent = await world.sendText('sales', ben.phoneNumber, 'one');
		const next = await world.sendText('sales', ben.phoneNumber, 'two');
		await becomes(world, sent, 'sent');
		world.sandbox.faults.clear();
		await becomes(world, next, 'delivered');
		expect(ben.messages().map(({ text }) => text)).toEqual(['one', 'two']);
		expect(await toldOf(world, sent)).not.toContain('failed');
	});

	test('that comes twice: the text is told as sent once', async () => {
		const { world, ben } = await linkedWorld();
		await using _ = world;
		world.sandbox.faults.add({ match: from(ben, 'ack'), action: 'duplicate', times: 1 });
		const sent = await world.sendText('sales', ben.phoneNumber, 'once');
		await becomes(world, sent, 'delivered');
		const next = await world.sendText('sales', ben.phoneNumber, 'after it');
		await becomes(world, next, 'delivered');
		expect(await toldOf(world, sent)).toEqual(['sent', 'delivered']);
	});

	test('that comes after the receipt: the text stays delivered', async () => {
		const { world, ben } = await linkedWorld({ outboxTimes: {} });
		await using _ = world;
		const carl = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
		carl.setRules({ deliveryReceipts: false });
		for (const phone of [ben, carl]) {
			world.sandbox.faults.add({ match: from(phone, 'ack'), action: 'delay', ms: 200 });
		}
		const sent = await world.sendText('sales', ben.phoneNumber, 'delivered before it is acked');
		await becomes(world, sent, 'delivered');
		// Its ack is late by as much, so the one before it has come by then.
		const after = await world.sendText('sales', carl.phoneNumber, 'nobody receipts this one');
		await becomes(world, after, 'sent');
		expect(await toldOf(world, sent)).toEqual(['delivered']);
	});
});

describe('a text', () => {
	test('that the phone cannot open is encrypted again, also by the next daemon', async () => {
		const { world, ben } = await linkedWorld();
		await using _ = world;
		const message = { tag: 'message', direction: 'in' as const };
		const retry = { tag: 'receipt', type: 'retry', direction: 'out' as const };
		world.sandbox.faults.add({ match: message, action: 'corrupt', times: 1 });
		const lost = world.sandbox.faults.add({ match: retry, action: 'drop' });
		const sent = await world.sendText('sales', ben.phoneNumber, 'open me');
		await becomes(world, sent, 'sent');
		expect(ben.messages()).toEqual([]);
		expect(lost.hits).toBeGreaterThan(0);
		await world.daemon.close();
		lost.remove();
		await world.startDaemon();
		expect(await ben.nextMessage()).toMatchObject({ id: sent.whatsappId, text: 'open me' });
	});

	test('whose recipient cannot be looked up: nothing empty leaves, and it is displayed once later', async () => {
		const { world, ben } = await linkedWorld({ tuning: { queryTimeoutMs: 300 } });
		await using _ = world;
		await world.call('POST', '/v1/sessions/sales/stop');
		const lost = world.sandbox.faults.add({
			match: { tag: 'iq', xmlns: 'usync', direction: 'in' },
			action: 'drop',
			times: 2,
		});
		const sent = await world.sendText('sales', ben.phoneNumber, 'after all');
		await world.call('POST', '/v1/sessions/sales/start');
		await becomes(world, sent, 'delivered');
		expect(lost.hits).toBe(2);
		expect(sentStanzas(world)).toEqual([{ id: sent.whatsappId, isEncrypted: true }]);
		expect(ben.messages()).toMatchObject([{ text: 'after all', copies: 1 }]);
	});
});

describe('a file', () => {
	test('is uploaded and displayed, although WhatsApp did not answer where to upload at first', async () => {
		const { world, ben } = await linkedWorld({ tuning: { queryTimeoutMs: 300 } });
		await using _ = world;
		const lost = world.sandbox.faults.add({
			match: { tag: 'iq', child: 'media_conn', direction: 'in' },
			action: 'drop',
			times: 2,
		});
		const { body } = await world.call<Message>('POST', '/v1/sessions/sales/messages', {
			json: {
				to: ben.phoneNumber,
				attachment: { data: Buffer.from('a list').toString('base64'), fileName: 'list.txt' },
			},
		});
		expect(await ben.nextMessage({ timeoutMs: 20_000 })).toMatchObject({
			id: body.whatsappId,
			kind: 'document',
			attachment: { fileName: 'list.txt', problem: null },
		});
		expect(lost.hits).toBe(2);
	});
});
