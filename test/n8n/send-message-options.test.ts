import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { INodeParameters } from 'n8n-workflow';
import { WebServer } from '../../packages/daemon/test/media/web-server.ts';
import { N8nWorld } from './n8n-world.ts';
import { session, toNumber } from './parameters.ts';

const CLARA = '+491700000003';

let world: N8nWorld;
let page: WebServer;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	page = await new WebServer().listen();
	page.serve('/', '<title>A page</title>', { 'content-type': 'text/html' });
	world = await N8nWorld.start({ config: { outboundAllow: [page.host] } });
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
	await world.waypost.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await page.close();
});

const send = (text: string, options: INodeParameters, timezone?: string) =>
	world.engine.run(
		'sendMessage',
		{ ...session('sales'), ...toNumber(ben.phoneNumber), text, options },
		{ ...(timezone !== undefined && { timezone }) },
	);

/** Nothing goes out until the session is started again. */
async function whileStopped<T>(work: () => Promise<T>): Promise<T> {
	await world.waypost.call('POST', '/v1/sessions/sales/stop');
	try {
		return await work();
	} finally {
		await world.waypost.call('POST', '/v1/sessions/sales/start');
		await world.waypost.waitForState('sales', 'connected');
	}
}

describe('what is shown with a text', () => {
	test('Reply To Message ID shows the message that is answered', async () => {
		await ben.sendText(anna, 'Is it open?');
		const { data } = await world.waypost.event('message.received');
		await send('Yes!', { replyTo: data.message.id });
		expect(await ben.nextMessage()).toMatchObject({ quoted: { text: 'Is it open?' } });
	});

	test('Mentions names people, in any spelling of their numbers', async () => {
		const { json } = await send('Ask @491700000003', { mentions: '0049 170 0000003, ' });
		expect((await ben.nextMessage()).mentions).toEqual([CLARA]);
		expect(json[0]?.['mentions']).toEqual([CLARA]);
	});

	test('Show Link Preview shows what the link leads to', async () => {
		await send(`look: ${page.url('/')}`, { linkPreview: true });
		expect((await ben.nextMessage()).linkPreview).toMatchObject({ title: 'A page' });
	});

	test('Show Typing First shows that somebody types', async () => {
		const before = world.waypost.sandbox.stanzas().at(-1)?.seq ?? 0;
		await send('Hi', { typing: true });
		await ben.nextMessage();
		const shown = world.waypost.sandbox
			.stanzas(before)
			.filter(({ stanza: { tag }, direction }) => tag === 'chatstate' && direction === 'in')
			.flatMap(({ stanza: { content } }) => (Array.isArray(content) ? content : []));
		expect(shown[0]?.tag).toBe('composing');
	});
});

describe('Wait For', () => {
	test.each([
		['accepted', 'accepted'],
		['delivered', 'delivered'],
	])('%s gives the message when it is %s', async (waitFor, status) => {
		const { json } = await send('Hi', { waitFor });
		await ben.nextMessage();
		expect(json[0]?.['status']).toBe(status);
	});

	test('goes on when the time is up, and the status says how far the message is', async () => {
		const { json, error } = await whileStopped(() => send('Hi', { waitSeconds: 1 }));
		await ben.nextMessage();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'accepted', waiting: 'session-not-connected' }]);
	});
});

describe('when a message is sent', () => {
	test('Send At takes a time in the timezone of the workflow', async () => {
		const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
		const { json } = await send('later', { sendAt: `${tomorrow}T18:00:00` }, 'Asia/Tokyo');
		expect(json).toMatchObject([
			{ status: 'accepted', waiting: 'scheduled', sendAt: `${tomorrow}T09:00:00.000Z` },
		]);
	});

	test('Send At takes what Luxon gives', async () => {
		const { json } = await send('later', { sendAt: '={{ $now.plus({ hours: 2 }) }}' });
		const hours = (Date.parse(json[0]?.['sendAt'] as string) - Date.now()) / 3_600_000;
		expect(Math.round(hours)).toBe(2);
	});

	test('Send At refuses what is no time', async () => {
		const { error } = await send('later', { sendAt: 'soon' });
		expect(error?.message).toBe('Send At is not a time');
	});

	test('Send At that an expression leaves empty sends now, and waits until it is sent', async () => {
		const { json } = await send('now', { sendAt: '={{ null }}', waitFor: 'delivered' });
		expect((await ben.nextMessage()).text).toBe('now');
		expect(json).toMatchObject([{ status: expect.stringMatching(/delivered|read/) }]);
	});

	test('Time to Live says until when the message may be sent', async () => {
		const { json } = await whileStopped(() => send('Hi', { ttlMinutes: 5, waitFor: 'accepted' }));
		await ben.nextMessage();
		const minutes = (Date.parse(json[0]?.['expiresAt'] as string) - Date.now()) / 60_000;
		expect(Math.round(minutes)).toBe(5);
	});

	test('Refuse What Would Have to Wait stops with an error, and sends nothing', async () => {
		const { error } = await whileStopped(() => send('now or never', { refuseWaiting: true }));
		expect(error?.message).toBe('The session is not connected to WhatsApp');
		await send('next', {});
		expect((await ben.nextMessage()).text).toBe('next');
	});
});
