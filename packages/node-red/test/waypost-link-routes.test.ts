import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LinkInbox, linkNode } from './link-inbox.ts';
import { NodeRedWorld } from './node-red-world.ts';
import { OUT } from './send-flow.ts';

const LINK = '/waypost/config/sessions/sales/link';
const UNLINK = '/waypost/config/sessions/sales/unlink';

let world: NodeRedWorld;
const open = async (...options: Parameters<typeof NodeRedWorld.start>) => {
	world = await NodeRedWorld.start(...options);
	await world.load(world.config(), linkNode(), OUT);
};
afterEach(() => world[Symbol.asyncDispose]());

describe('the panel of the editor', () => {
	beforeEach(() => open());

	test('sees that a session is not there yet', async () => {
		const { status, body } = await world.admin('get', LINK);
		expect({ status, body }).toEqual({
			status: 200,
			body: { state: 'missing', reason: null, phoneNumber: null, code: null },
		});
	});

	test('gets the picture of the code and the seconds it lives, but no address and no key', async () => {
		const askedAt = Date.now();
		const { status, body } = await world.admin('post', LINK, { mayCreate: true });
		expect({ status, body }).toEqual({
			status: 200,
			body: {
				state: 'linking',
				reason: null,
				phoneNumber: null,
				code: {
					method: 'qr',
					qrImage: expect.stringMatching(/^data:image\/png;base64,/),
					pairingCode: null,
					secondsLeft: expect.any(Number),
				},
			},
		});
		const { expiresAt } = await world.waypost.client.sessions.getLink('sales');
		const { secondsLeft } = body['code'] as { secondsLeft: number };
		expect(secondsLeft).toBeLessThanOrEqual((Date.parse(expiresAt!) - askedAt) / 1_000 + 1);
		expect(JSON.stringify(body)).not.toContain('http');
		expect(JSON.stringify(body)).not.toContain(world.apiKey);
	});

	test('asked again, shows the same code', async () => {
		const first = await world.admin('post', LINK, { mayCreate: true });
		const again = await world.admin('get', LINK);
		expect(qrOf(again.body)).toBe(qrOf(first.body));
	});

	test('changes from a QR code to a pairing code and back', async () => {
		await world.admin('post', LINK, { mayCreate: true });
		const phoneNumber = '0049 170 0000001';
		const code = await world.admin('post', LINK, { method: 'code', phoneNumber });
		expect(code.body).toMatchObject({
			state: 'linking',
			code: {
				method: 'code',
				qrImage: null,
				pairingCode: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/),
			},
		});
		const qr = await world.admin('post', LINK, { method: 'qr' });
		expect(qr.body).toMatchObject({ code: { method: 'qr', pairingCode: null } });
	});

	test('reads what is wrong with a phone number', async () => {
		const { status, body } = await world.admin('post', LINK, {
			method: 'code',
			phoneNumber: 'Anna',
			mayCreate: true,
		});
		expect({ status, body }).toMatchObject({
			status: 502,
			body: {
				code: 'INVALID_NUMBER',
				error: expect.stringContaining('The phone number cannot be used.'),
			},
		});
	});

	test('makes no session when the node may not', async () => {
		const { body } = await world.admin('post', LINK, { mayCreate: false });
		expect(body).toMatchObject({ code: 'SESSION_NOT_FOUND' });
		expect((await world.waypost.client.sessions.list()).data).toEqual([]);
	});

	test('sees which phone is linked, and asking for a code then changes nothing', async () => {
		const { phone } = await world.waypost.linkedSession('sales');
		const { phoneNumber } = phone;
		const linked = { state: 'connected', reason: null, phoneNumber, code: null };
		expect((await world.admin('get', LINK)).body).toEqual(linked);
		expect((await world.admin('post', LINK, {})).body).toEqual(linked);
	});

	test('sees that the phone has ended the link', async () => {
		const { phone } = await world.waypost.linkedSession('sales');
		await phone.unlink(phone.devices()[0]!.id);
		await world.shows('link', 'red ring unlinked by phone');
		expect((await world.admin('get', LINK)).body).toMatchObject({
			state: 'unlinked',
			reason: { code: 'logged-out', sentence: expect.any(String) },
			code: null,
		});
	});

	test('unlinks', async () => {
		const { phone } = await world.waypost.linkedSession('sales');
		const { body } = await world.admin('post', UNLINK, {});
		expect(body).toMatchObject({ state: 'unlinked', unlinkedAtWhatsApp: true, code: null });
		expect(phone.devices()).toEqual([]);
	});

	test('gets nothing that a browser would keep', async () => {
		for (const answer of [
			await world.admin('get', LINK),
			await world.admin('post', LINK, { mayCreate: true }),
			await world.admin('post', UNLINK, {}),
		]) {
			expect(answer.headers['cache-control']).toBe('no-store');
		}
	});

	test('is told to deploy first when Node-RED does not know the connection', async () => {
		const { status, body } = await world.admin('get', LINK.replace('config', 'nowhere'));
		expect({ status, body }).toMatchObject({
			status: 404,
			body: { code: 'NOT_DEPLOYED', error: expect.stringContaining('Press Deploy') },
		});
	});

	test('may not use another node as a connection', async () => {
		const { status } = await world.admin('get', LINK.replace('config', 'link'));
		expect(status).toBe(404);
	});
});

test('with a wrong key the panel says so', async () => {
	world = await NodeRedWorld.start();
	world.useKey('wp_wrong');
	await world.load(world.config(), linkNode(), OUT);
	const { status, body } = await world.admin('get', LINK);
	expect({ status, body }).toMatchObject({ status: 502, body: { code: 'UNAUTHORIZED' } });
});

describe('a code that nobody scans', () => {
	// One QR code per link, which lives for three seconds.
	beforeEach(async () => {
		await open({
			sandbox: { qr: { refs: 1, firstMs: 3_000, nextMs: 3_000 } },
			tuning: { qrTimeoutMs: 3_000 },
		});
		// A code that expires before the node listens would not be told.
		await world.shows('link', 'red ring not linked');
	});

	test('is gone from the panel when it has expired, and a message says so', async () => {
		const inbox = new LinkInbox(world);
		await world.admin('post', LINK, { mayCreate: true });
		expect(await inbox.next('not-linked')).toMatchObject({
			payload: 'Nobody scanned the QR code in time. Ask for a new one.',
			waypost: { state: 'unlinked', reason: { code: 'qr-expired' } },
		});
		expect(inbox.topics).toEqual(['qr', 'not-linked']);
		expect((await world.admin('get', LINK)).body).toMatchObject({
			state: 'unlinked',
			reason: { code: 'qr-expired' },
			code: null,
		});
		await world.shows('link', 'red ring QR code not scanned');
	});

	test('is followed by a new one when somebody asks again', async () => {
		const anna = await world.waypost.anna();
		const inbox = new LinkInbox(world);
		await world.admin('post', LINK, { mayCreate: true });
		await inbox.next('not-linked');
		await world.admin('post', LINK, {});
		await anna.scan((await inbox.next('qr')).payload as string);
		expect(await inbox.next('linked')).toMatchObject({ payload: anna.phoneNumber });
	});
});

const qrOf = (body: Record<string, unknown>): string | undefined =>
	(body['code'] as { qrImage: string } | null)?.qrImage;
