import type { Phone } from '@waypost/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebServer } from '../../daemon/test/media/web-server.ts';
import { NodeRedWorld } from './node-red-world.ts';
import { CATCH, CAUGHT, OUT, sendNode, type Caught } from './send-flow.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
let web: WebServer;
beforeAll(async () => {
	web = await new WebServer().listen();
	world = await NodeRedWorld.start({ config: { outboundAllow: [web.host] } });
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
});
afterEach(() => world.stopNodeRed());
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await web.close();
});

/** Starts a flow of one send node and waits until it is ready. */
async function loadSend(changes: object = {}): Promise<void> {
	await world.load(world.config(), sendNode(changes), OUT, CATCH, CAUGHT);
	await world.shows('send', `green dot ${anna.phoneNumber}`);
}

/** Stops the session: what is sent then has to wait. */
async function stopSession(): Promise<void> {
	await world.waypost.client.sessions.stop('sales');
	await world.shows('send', 'grey ring stopped');
}

/** Starts it again, and waits until all that waited is sent. */
async function startSession(): Promise<void> {
	await world.waypost.client.sessions.start('sales');
	await world.waypost.waitForState('sales', 'connected');
}

const failure = async (msg: object): Promise<Caught['error']> =>
	((await world.exchange('send', msg, 'caught')) as unknown as Caught).error;

test('a reply shows what it answers', async () => {
	await loadSend();
	await ben.sendText(anna.phoneNumber, 'When?');
	const { data } = await world.waypost.event(
		'message.received',
		(event) => event.data.message.text === 'When?',
	);
	await world.exchange('send', {
		payload: 'At eight',
		to: ben.phoneNumber,
		replyTo: data.message.id,
	});
	expect(ben.messages().at(-1)).toMatchObject({ text: 'At eight', quoted: { text: 'When?' } });
});

test('people are mentioned', async () => {
	await loadSend();
	const payload = `@${ben.phoneNumber.slice(1)} please come`;
	await world.exchange('send', { payload, to: ben.phoneNumber, mentions: [ben.phoneNumber] });
	expect(ben.messages().at(-1)).toMatchObject({ mentions: [ben.phoneNumber] });
});

test('what is scheduled goes on at once, accepted', async () => {
	await loadSend({ ttl: '5' });
	const sendAt = new Date(Date.now() + 3_600_000);
	const msg = await world.exchange('send', { payload: 'Later', to: ben.phoneNumber, sendAt });
	expect(msg['waypost']).toMatchObject({
		status: 'accepted',
		sendAt: sendAt.toISOString(),
		expiresAt: new Date(sendAt.getTime() + 300_000).toISOString(),
		waiting: 'scheduled',
	});
	await world.shows('send', 'yellow dot scheduled');
});

test('the flow goes on when the message is accepted, if so asked', async () => {
	await loadSend({ waitFor: 'accepted' });
	const msg = await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
	expect(msg['waypost']).toMatchObject({ status: 'accepted' });
});

test('the flow goes on when the message is delivered, if so asked', async () => {
	await loadSend({ waitFor: 'delivered' });
	const msg = await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
	expect(msg['waypost']).toMatchObject({ status: 'delivered' });
	await world.shows('send', 'green dot delivered');
});

test('the flow goes on when the time is up, and the message says why it waits', async () => {
	await loadSend({ waitSeconds: 1 });
	await stopSession();
	const msg = await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
	expect(msg['waypost']).toMatchObject({ status: 'accepted', waiting: 'session-not-connected' });
	await startSession();
});

test('the first link is shown with a preview, if so asked', async () => {
	web.serve('/page', '<title>A page</title>', { 'content-type': 'text/html' });
	await loadSend({ linkPreview: true });
	const payload = `look: ${web.url('/page')}`;
	await world.exchange('send', { payload, to: ben.phoneNumber });
	expect(ben.messages().at(-1)).toMatchObject({
		text: payload,
		linkPreview: { url: web.url('/page'), title: 'A page' },
	});
});

test('without being asked there is no preview', async () => {
	await loadSend();
	await world.exchange('send', { payload: `look: ${web.url('/page')}`, to: ben.phoneNumber });
	expect(ben.messages().at(-1)).toMatchObject({ linkPreview: null });
});

test('“typing…” is shown before the message, and is over when it comes', async () => {
	await loadSend({ typing: true, waitFor: 'delivered' });
	const before = world.waypost.sandbox.stanzas().at(-1)!.seq;
	await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
	const sent = world.waypost.sandbox
		.stanzas(before)
		.filter(({ direction, stanza }) => direction === 'in' && stanza.tag !== 'iq')
		.map(({ stanza: { tag, content } }) =>
			tag === 'chatstate' && Array.isArray(content) ? content[0]!.tag : tag,
		);
	expect(sent.filter((tag) => ['composing', 'paused', 'message'].includes(tag))).toEqual([
		'composing',
		'paused',
		'message',
	]);
});

describe('what would have to wait', () => {
	test('fails at once, if so asked, and is not sent later', async () => {
		await loadSend({ refuseWaiting: true });
		const before = ben.messages().length;
		await stopSession();
		const error = await failure({ payload: 'Now or never', to: ben.phoneNumber });
		expect(error).toMatchObject({
			code: 'WHATSAPP_NOT_READY',
			message: expect.stringMatching(/^The session is not connected to WhatsApp\./),
			cause: { status: 503, retryable: true },
		});
		await startSession();
		await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber });
		expect(
			ben
				.messages()
				.slice(before)
				.map(({ text }) => text),
		).toEqual(['Hello']);
	});

	test('fails by the pace of the session too', async () => {
		await world.waypost.call('PATCH', '/v1/sessions/sales', {
			json: { pacing: { enabled: true, gap: { min: 600, max: 600 } } },
		});
		await loadSend({ refuseWaiting: true });
		await world.exchange('send', { payload: 'first', to: ben.phoneNumber });
		const error = await failure({ payload: 'second', to: ben.phoneNumber });
		expect(error).toMatchObject({ code: 'PACING_LIMIT', cause: { retryable: true } });
		expect(error.message).toMatch(
			/^Sending now would be too fast for this number\. Wait a little\./,
		);
	});
});
