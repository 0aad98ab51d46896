import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CreatedApiKey } from '@waypost/contract';
import { LinkInbox, linkNode } from './link-inbox.ts';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';
import { CATCH, CAUGHT, OUT } from './send-flow.ts';

let world: NodeRedWorld;
beforeEach(async () => {
	world = await NodeRedWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

async function load(changes: Partial<FlowNode> = {}): Promise<LinkInbox> {
	await world.load(world.config(), linkNode(changes), OUT, CATCH, CAUGHT);
	return new LinkInbox(world);
}

/** Asks for a QR code, as the panel of the editor does. */
const showQr = () =>
	world.admin('post', '/waypost/config/sessions/sales/link', { mayCreate: true });

test('the phone scans the code of the message and is linked', async () => {
	const anna = await world.waypost.anna();
	const inbox = await load();
	await world.shows('link', 'red ring not linked');

	await showQr();
	const shown = await inbox.next('qr');
	await world.shows('link', 'yellow ring waiting for the scan');
	await anna.scan(shown.payload as string);

	expect(await inbox.next('linked')).toMatchObject({
		payload: anna.phoneNumber,
		waypost: {
			sessionId: 'sales',
			state: 'connected',
			phoneNumber: anna.phoneNumber,
			reason: null,
		},
	});
	await world.shows('link', `green dot ${anna.phoneNumber}`);
	expect(inbox.topics).toEqual(['qr', 'linked']);
});

test('a QR code says until when it can be used, and where the link page is', async () => {
	const inbox = await load();
	await showQr();
	const { expires, linkUrl, waypost } = await inbox.next('qr');
	expect(Date.parse(expires as string)).toBeGreaterThan(Date.now());
	expect(linkUrl).toMatch(new RegExp(`^${world.waypost.daemon.url}/link/\\S{40,}$`));
	expect(waypost).toEqual({
		sessionId: 'sales',
		state: 'linking',
		phoneNumber: null,
		reason: null,
	});
});

test('as Buffer and as data URL the code is the picture of the daemon', async () => {
	await world.load(
		world.config(),
		linkNode({ id: 'bytes', output: 'buffer', wires: [['out']] }),
		linkNode({ id: 'url', output: 'dataUrl', wires: [['out2']] }),
		OUT,
		{ ...OUT, id: 'out2' },
	);
	const [bytes, url] = [new LinkInbox(world), new LinkInbox(world, 'out2')];
	await showQr();
	const png = Buffer.from(await world.waypost.client.sessions.getQrPng('sales'));
	expect((await bytes.next('qr')).payload).toEqual(png);
	expect((await url.next('qr')).payload).toBe(`data:image/png;base64,${png.toString('base64')}`);
});

test('a pairing code is a message too, and links the phone that types it', async () => {
	const anna = await world.waypost.anna();
	const inbox = await load();
	const { body } = await world.admin('post', '/waypost/config/sessions/sales/link', {
		method: 'code',
		phoneNumber: '+49 170 0000001',
		mayCreate: true,
	});
	const { payload } = await inbox.next('pairing-code');
	expect(payload).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
	expect(body).toMatchObject({ code: { method: 'code', pairingCode: payload, qrImage: null } });

	await anna.enterPairingCode((payload as string).replace('-', ''));
	expect(await inbox.next('linked')).toMatchObject({ payload: anna.phoneNumber });
});

test('a code that is shown already is sent when the flow starts', async () => {
	await world.waypost.createSession('sales');
	const { qr } = await world.waypost.startLink('sales');
	const inbox = await load();
	expect(await inbox.next('qr')).toMatchObject({ payload: qr });
});

test('when the phone ends the link, a message says so, with the reason', async () => {
	const { phone } = await world.waypost.linkedSession('sales');
	const inbox = await load();
	await world.shows('link', `green dot ${phone.phoneNumber}`);
	const [device] = phone.devices();
	await phone.unlink(device!.id);
	expect(await inbox.next('unlinked')).toMatchObject({
		payload: 'The phone removed this device. Link the session again.',
		waypost: { state: 'unlinked', phoneNumber: null, reason: { code: 'logged-out' } },
	});
	await world.shows('link', 'red ring unlinked by phone');
});

test('unlinked in the editor, it says that a user did it', async () => {
	const { phone } = await world.waypost.linkedSession('sales');
	const inbox = await load();
	await world.shows('link', `green dot ${phone.phoneNumber}`);
	const { status, body } = await world.admin('post', '/waypost/config/sessions/sales/unlink', {});
	expect({ status, body }).toMatchObject({
		status: 200,
		body: { state: 'unlinked', code: null, unlinkedAtWhatsApp: true },
	});
	expect(await inbox.next('unlinked')).toMatchObject({
		waypost: { reason: { code: 'by-user' } },
	});
	expect(phone.devices()).toEqual([]);
});

test('by itself it makes the session and sends a code when the flow starts', async () => {
	const anna = await world.waypost.anna();
	const inbox = await load({ startsByItself: true });
	await anna.scan((await inbox.next('qr')).payload as string);
	await inbox.next('linked');
});

test('by itself it sends a code again when the phone ends the link, and not when a user does', async () => {
	const anna = await world.waypost.anna();
	const inbox = await load({ startsByItself: true });
	await anna.scan((await inbox.next('qr')).payload as string);
	await inbox.next('linked');
	await anna.unlink(anna.devices()[0]!.id);
	await inbox.next('unlinked');
	await anna.scan((await inbox.next('qr')).payload as string);
	await inbox.next('linked');
	await world.admin('post', '/waypost/config/sessions/sales/unlink', {});
	await inbox.next('unlinked');
	expect((await world.waypost.session('sales')).state).toBe('unlinked');
});

test('without a session it says under itself what is missing', async () => {
	await load({ session: '' });
	await world.shows('link', 'red ring no session');
});

test('by itself it makes no session when it may not, and a Catch node is told', async () => {
	await world.load(
		world.config(),
		linkNode({ startsByItself: true, createIfMissing: false }),
		...[OUT, CATCH, CAUGHT],
	);
	expect(await world.nextMessage('caught')).toMatchObject({
		error: { code: 'SESSION_NOT_FOUND', source: { id: 'link' } },
	});
	await world.shows('link', 'red ring no such session');
});

test('a Deploy in the middle of linking loses nothing and repeats nothing but the code shown', async () => {
	const anna = await world.waypost.anna();
	const before = await load();
	await showQr();
	await before.next('qr');
	await world.deploy('full', world.config(), linkNode(), OUT, CATCH, CAUGHT);
	const after = new LinkInbox(world);
	await anna.scan((await after.next('qr')).payload as string);
	await after.next('linked');
	expect(after.topics).toEqual(['qr', 'linked']);
});

test('what happens to other sessions is not its business', async () => {
	const inbox = await load();
	await world.shows('link', 'red ring not linked');
	await world.waypost.linkedSession('other');
	await showQr();
	await inbox.next('qr');
	expect(inbox.topics).toEqual(['qr']);
});

test('a key that may not link is an error for a Catch node, in words for people', async () => {
	const { body } = await world.waypost.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'sender', scopes: ['sessions:read', 'events:read'] },
	});
	world.useKey(body.key);
	await world.waypost.createSession('sales');
	await world.waypost.startLink('sales');
	await load();
	expect(await world.nextMessage('caught')).toMatchObject({
		error: {
			code: 'FORBIDDEN',
			message: expect.stringContaining('The API key may not do this.'),
		},
	});
});

test('without a connection it says so', async () => {
	await world.load(linkNode({ config: '' }), OUT);
	await world.shows('link', 'red ring no connection');
});

test('with a wrong key it says so', async () => {
	world.useKey('wp_wrong');
	await load();
	await world.shows('link', 'red ring wrong API key');
});
