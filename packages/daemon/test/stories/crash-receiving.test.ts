import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventType, Page, WaypostEvent } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { Database } from '../../src/storage/database.js';
import { CrashWorld } from '../crash-world.js';
import type { DaemonProcess } from '../daemon-process.js';

const RECEIVED: readonly EventType[] = [
	...(['message.received', 'message.reaction', 'message.edited', 'message.deleted'] as const),
];

describe('a daemon that is killed while it receives', () => {
	let world: CrashWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await CrashWorld.start();
		({ anna, ben } = world);
	});
	afterEach(() => world.close());

	/** What was told of messages of others, oldest first. */
	async function told(daemon: DaemonProcess): Promise<WaypostEvent[]> {
		const query = RECEIVED.map((type) => `type=${type}`).join('&');
		const { body } = await daemon.call<Page<WaypostEvent>>('GET', `/v1/events?limit=200&${query}`);
		return body.data;
	}

	/** Waits until so many were told. */
	async function tellsSoMany(daemon: DaemonProcess, count: number): Promise<WaypostEvent[]> {
		const controller = new AbortController();
		const response = await fetch(`${daemon.url}/v1/events`, {
			headers: { Authorization: `Bearer ${daemon.adminKey}`, Accept: 'text/event-stream' },
			signal: controller.signal,
		});
		const reader = response.body?.getReader();
		try {
			for (;;) {
				const events = await told(daemon);
				if (events.length >= count) return events;
				// Each event of the stream is a reason to look again.
				await reader?.read();
			}
		} finally {
			controller.abort();
		}
	}

	/** From here on WhatsApp hears nothing of what arrived, and sends it again after each login. */
	const hearNothing = () => {
		for (const tag of ['receipt', 'ack']) {
			world.sandbox.faults.add({ match: { tag, direction: 'in' }, action: 'drop' });
		}
	};

	const picture = { data: Buffer.from('a picture'), mimeType: 'image/png', caption: 'look' };

	test.each<[string, EventType, (id: string) => Promise<unknown>]>([
		['a text', 'message.received', () => ben.sendText(anna, 'hello')],
		['a picture', 'message.received', () => ben.sendAttachment(anna, picture)],
		['a reaction', 'message.reaction', (id) => ben.react(anna, id, '👍')],
		['an edit', 'message.edited', (id) => ben.edit(anna, id, 'new')],
		['a delete', 'message.deleted', (id) => ben.delete(anna, id)],
	])('tells %s once, although WhatsApp does not know that it arrived', async (_case, type, act) => {
		const first = await world.startLinked();
		const { id } = await ben.sendText(anna, 'the message before');
		await tellsSoMany(first, 1);
		hearNothing();
		await act(id);
		await tellsSoMany(first, 2);
		await first.kill();
		world.sandbox.faults.clear();
		const second = await world.startConnected();
		await ben.sendText(anna, 'the message after');
		const events = await tellsSoMany(second, 3);
		expect(events.map((event) => event.type)).toEqual([
			...['message.received', type, 'message.received'],
		]);
	});

	test('loses and doubles nothing of a burst, however often it is killed', async () => {
		let daemon = await world.startLinked();
		const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`);
		for (const [index, text] of texts.entries()) {
			await ben.sendText(anna, text);
			if (index % 5 !== 4) continue;
			await daemon.kill();
			daemon = await world.startDaemon();
		}
		await world.connected(daemon);
		await tellsSoMany(daemon, texts.length);
		await ben.sendText(anna, 'the end');
		const events = await tellsSoMany(daemon, texts.length + 1);
		const received = events.flatMap(({ data }) => ('message' in data ? [data.message.text] : []));
		expect(received).toEqual([...texts, 'the end']);
	});

	test('leaves nothing behind in the credentials', async () => {
		const first = await world.startLinked();
		for (const text of ['one', 'two', 'three']) await ben.sendText(anna, text);
		await tellsSoMany(first, 3);
		await first.kill();
		const second = await world.startConnected();
		await second.call('POST', '/v1/sessions/sales/numbers/check', { numbers: [ben.phoneNumber] });
		await second.terminate();
		const database = new Database({ file: join(world.dataDir, 'waypost.db') });
		const rows = database.all("SELECT k FROM kv WHERE k LIKE 'decrypted:%'");
		database.close();
		expect(rows).toEqual([]);
	});
});
