import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { CrashWorld } from '../crash-world.js';
import type { DaemonProcess } from '../daemon-process.js';

describe('a daemon that is killed', () => {
	let world: CrashWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await CrashWorld.start();
		({ anna, ben } = world);
	});
	afterEach(() => world.close());

	const send = (daemon: DaemonProcess, text: string) =>
		daemon.call<Message>('POST', '/v1/sessions/sales/messages', { to: ben.phoneNumber, text });

	/** What a person sees: each text with how often it arrived. */
	const displayed = () =>
		ben.messages({ direction: 'in' }).map(({ text, copies }) => ({ text, copies }));

	test('the moment the phone has linked it: it comes back linked, without a new code', async () => {
		const first = await world.startDaemon();
		await anna.scan(await world.showQr(first));
		await first.kill();
		const second = await world.startDaemon();
		expect(await world.connected(second)).toMatchObject({
			state: 'connected',
			phoneNumber: '+491700000001',
		});
		expect(anna.devices()).toHaveLength(1);
		await send(second, 'still here');
		expect((await ben.nextMessage()).text).toBe('still here');
	});

	test('right after it was connected: it comes back linked, and can receive', async () => {
		const first = await world.startLinked();
		await first.kill();
		await ben.sendText(anna, 'sent while it was down');
		const second = await world.startDaemon();
		expect((await world.connected(second)).state).toBe('connected');
		await ben.sendText(anna, 'sent after');
		const { body } = await second.call<Message>('POST', '/v1/sessions/sales/messages?wait=sent', {
			to: ben.phoneNumber,
			text: 'an answer',
		});
		expect(body.status).toMatch(/sent|delivered/);
		const list = await second.call<{ data: Message[] }>(
			'GET',
			'/v1/sessions/sales/messages?direction=in',
		);
		expect(list.body.data.map(({ text }) => text)).toEqual([
			'sent after',
			'sent while it was down',
		]);
	});

	test('right after it accepted a text: the text is displayed exactly once', async () => {
		const first = await world.startLinked();
		const { status, body } = await send(first, 'accepted, then killed');
		expect(status).toBe(202);
		await first.kill();
		const second = await world.startConnected();
		const settled = await waitUntilSent(second, body.id);
		expect(settled.whatsappId).toBe(body.whatsappId);
		await send(second, 'the next one');
		await ben.nextMessage({ where: ({ text }) => text === 'the next one' });
		expect(displayed().map(({ text }) => text)).toEqual(['accepted, then killed', 'the next one']);
	});

	test('while WhatsApp has the text and its ack is lost: displayed exactly once, under one id', async () => {
		const first = await world.startLinked();
		// Nothing that confirms the message reaches the daemon: it cannot know.
		for (const tag of ['ack', 'receipt']) {
			world.sandbox.faults.add({ match: { tag, direction: 'out' }, action: 'drop' });
		}
		const { body } = await send(first, 'is it there?');
		await ben.nextMessage();
		await first.kill();
		world.sandbox.faults.clear();
		const second = await world.startConnected();
		await waitUntilSent(second, body.id);
		expect(ben.messages({ direction: 'in' })).toHaveLength(1);
		expect(displayed()[0]?.text).toBe('is it there?');
	});

	test('in the middle of a burst: every accepted text is displayed once, in order', async () => {
		const first = await world.startLinked();
		const texts = Array.from({ length: 15 }, (_, n) => `text ${n}`);
		const accepted: string[] = [];
		for (const text of texts) accepted.push((await send(first, text)).body.id);
		await first.kill();
		const second = await world.startConnected();
		for (const id of accepted) await waitUntilSent(second, id);
		await ben.nextMessage({ where: ({ text }) => text === 'text 14' });
		expect(displayed().map(({ text }) => text)).toEqual(texts);
	});

	test('but asked to stop: it ends with code 0 and does not unlink', async () => {
		const first = await world.startLinked();
		expect(await first.terminate()).toBe(0);
		expect(anna.devices()).toHaveLength(1);
	});

	async function waitUntilSent(daemon: DaemonProcess, messageId: string): Promise<Message> {
		const controller = new AbortController();
		const path = `/v1/sessions/sales/messages/${messageId}`;
		const response = await fetch(`${daemon.url}/v1/events?type=message.status`, {
			headers: { Authorization: `Bearer ${daemon.adminKey}`, Accept: 'text/event-stream' },
			signal: controller.signal,
		});
		try {
			const reader = response.body?.getReader();
			for (;;) {
				const { body } = await daemon.call<Message>('GET', path);
				if (!['accepted', 'sending'].includes(body.status)) return body;
				// Each event of the stream is a reason to look again.
				await reader?.read();
			}
		} finally {
			controller.abort();
		}
	}
});
