import { describe, expect, test } from '@jest/globals';
import type { Link } from '@waypost/contract';
import { World } from '../world.js';

describe('linking by QR code', () => {
	test('a phone scans the code and the session is connected as its number', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		await world.createSession('sales');
		const link = await world.startLink('sales');
		expect(link).toMatchObject({ state: 'linking', method: 'qr', attempt: 1, reason: null });
		expect(link.qrImage).toMatch(/^data:image\/png;base64,/);
		await anna.scan(link.qr ?? '');
		expect(await world.waitForState('sales', 'connected')).toMatchObject({
			phoneNumber: '+491700000001',
			lid: anna.lid,
			reason: null,
		});
		expect(anna.devices()).toHaveLength(1);
	});

	test('asking again while a code is shown gives the same code', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const first = await world.startLink('sales');
		const second = await world.startLink('sales');
		expect(second.qr).toBe(first.qr);
		expect(second.url).toBe(first.url);
	});

	test('the code can be had as a picture and as text', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const { qr } = await world.startLink('sales');
		const get = (type: string) =>
			world.call<string>('GET', '/v1/sessions/sales/link', { headers: { Accept: type } });
		expect((await get('text/plain')).body).toBe(qr);
		expect((await get('image/svg+xml')).body).toContain('<svg');
		const png = await get('image/png');
		expect(png.headers.get('content-type')).toBe('image/png');
		expect(png.headers.get('cache-control')).toBe('no-store');
	});

	test('a code nobody scans expires: the session says so, and a new code works', async () => {
		await using world = await World.start({
			sandbox: { qr: { refs: 1, firstMs: 1_500, nextMs: 1_500 } },
			tuning: { qrTimeoutMs: 1_500 },
		});
		const anna = await world.anna();
		await world.createSession('sales');
		const { qr } = await world.startLink('sales');
		const expired = await world.waitForState('sales', 'unlinked');
		expect(expired.reason).toMatchObject({ code: 'qr-expired', comesBack: false });
		await expect(anna.scan(qr ?? '')).rejects.toThrow();
		const again = await world.startLink('sales');
		await anna.scan(again.qr ?? '');
		expect((await world.waitForState('sales', 'connected')).phoneNumber).toBe('+491700000001');
	});

	test('a linked session gives no code', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const { status, body } = await world.refusal('POST', '/v1/sessions/sales/link', { json: {} });
		expect([status, body.code]).toEqual([409, 'SESSION_ALREADY_LINKED']);
	});

	test('when WhatsApp cannot be reached, the answer says why there is no code', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		world.sandbox.faults.add({ match: {}, action: 'upgrade', status: 503 });
		const link = await world.startLink('sales');
		expect(link).toMatchObject({
			state: 'unlinked',
			qr: null,
			reason: { code: 'unavailable', comesBack: false },
		});
	});
});

describe('linking by pairing code', () => {
	test('the phone types the code and the session is connected', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		await world.createSession('sales');
		const link = await world.startLink('sales', { method: 'code', phoneNumber: '+49 170 0000001' });
		expect(link).toMatchObject({ state: 'linking', method: 'code', qr: null });
		expect(link.pairingCode).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/);
		await anna.enterPairingCode(link.pairingCode ?? '');
		expect((await world.waitForState('sales', 'connected')).phoneNumber).toBe('+491700000001');
	});

	test('a wrong code links nothing, and the next right one does', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		await world.createSession('sales');
		const code = { method: 'code', phoneNumber: '+491700000001' };
		await world.startLink('sales', code);
		await expect(anna.enterPairingCode('ZZZZ9999')).rejects.toThrow();
		expect(anna.devices()).toHaveLength(0);
		expect((await world.session('sales')).linkedAt).toBeNull();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { pairingCode } = await world.startLink('sales', code);
		await anna.enterPairingCode(pairingCode ?? '');
		expect((await world.waitForState('sales', 'connected')).state).toBe('connected');
	});

	test('a code needs a phone number in international form', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const ask = (json: object) => world.refusal('POST', '/v1/sessions/sales/link', { json });
		expect((await ask({ method: 'code' })).body.code).toBe('INVALID_REQUEST');
		const national = await ask({ method: 'code', phoneNumber: '0170 0000001' });
		expect([national.status, national.body.code]).toEqual([422, 'INVALID_NUMBER']);
		expect((await world.session('sales')).state).toBe('unlinked');
	});
});

describe('the link page', () => {
	test('shows the code only after the person asked for it, and says when it is linked', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		await world.createSession('sales');
		const link: Link = await world.startLink('sales');
		const path = new URL(link.url).pathname;
		const page = await world.call<string>('GET', path, { key: null });
		expect(page.status).toBe(200);
		expect(page.headers.get('cache-control')).toBe('no-store');
		expect(page.headers.get('referrer-policy')).toBe('no-referrer');
		expect(page.body).not.toContain(link.qr ?? '?');

		const states = await openStates(world, path, { 'X-Waypost-Show': 'code' });
		const before = await openStates(world, path, {});
		expect((await before.next()).qrImage).toBeNull();
		await before.close();
		expect((await states.next()).qrImage).toBe(link.qrImage);
		await anna.scan(link.qr ?? '');
		let state = await states.next();
		while (state.state !== 'connected') state = await states.next();
		expect(state.phoneNumber).toBe('+491700000001');
		await states.close();
	});

	test('of an older ticket is gone', async () => {
		await using world = await World.start();
		const { status, body } = await world.call<string>('GET', '/link/none', { key: null });
		expect(status).toBe(404);
		expect(body).toContain('<!doctype html>');
		const state = await world.refusal('GET', '/link/none/state', { key: null });
		expect([state.status, state.body.code]).toEqual([404, 'LINK_PAGE_NOT_FOUND']);
	});
});

interface PageState {
	state: string;
	qrImage: string | null;
	phoneNumber: string | null;
}

async function openStates(world: World, path: string, headers: Record<string, string>) {
	const controller = new AbortController();
	const response = await fetch(`${world.daemon.url}${path}/state`, {
		headers,
		signal: controller.signal,
	});
	const reader = response.body?.getReader();
	const decoder = new TextDecoder();
	let text = '';
	return {
		async next(): Promise<PageState> {
			for (;;) {
				const end = text.indexOf('\n\n');
				if (end >= 0) {
					const block = text.slice(0, end);
					text = text.slice(end + 2);
					if (block.startsWith('data: ')) return JSON.parse(block.slice(6)) as PageState;
					continue;
				}
				const chunk = await reader?.read();
				if (!chunk?.value) throw new Error('the stream ended');
				text += decoder.decode(chunk.value, { stream: true });
			}
		},
		async close(): Promise<void> {
			controller.abort();
			await reader?.cancel().catch(() => {});
		},
	};
}
