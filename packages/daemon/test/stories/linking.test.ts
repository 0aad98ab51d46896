import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import type { Link, Session, Unlinked } from '@waypost/contract';
import { createDaemon, createLogger, readConfig } from '../../src/index.js';
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

describe('a linked session', () => {
	test('comes back after a restart without a new code', async () => {
		await using world = await World.start();
		const { id, phone } = await world.linkedSession();
		const before = await world.session(id);
		await world.restart();
		const after = await world.waitForState(id, 'connected');
		expect(after.phoneNumber).toBe(before.phoneNumber);
		expect(after.linkedAt).toBe(before.linkedAt);
		expect(phone.devices()).toHaveLength(1);
	});

	test('is restored beside all the others', async () => {
		await using world = await World.start();
		const numbers = [3, 4, 5, 6, 7].map((n) => `+49170000000${n}`);
		for (const [n, phoneNumber] of numbers.entries()) {
			await world.linkedSession(`session-${n}`, await world.sandbox.addPhone({ phoneNumber }));
		}
		await world.restart();
		for (const [n, phoneNumber] of numbers.entries()) {
			expect(await world.waitForState(`session-${n}`, 'connected')).toMatchObject({ phoneNumber });
		}
	});

	test('stays stopped over a restart when a user stopped it, and starts again', async () => {
		await using world = await World.start();
		const { id } = await world.linkedSession();
		await world.call('POST', `/v1/sessions/${id}/stop`);
		await world.restart();
		await world.daemon.restored;
		expect(await world.session(id)).toMatchObject({
			state: 'stopped',
			reason: { code: 'by-user' },
			phoneNumber: '+491700000001',
		});
		await world.call('POST', `/v1/sessions/${id}/start`);
		expect((await world.waitForState(id, 'connected')).reason).toBeNull();
	});

	test('that the phone removes ends unlinked, with its credentials put aside and no new attempt', async () => {
		await using world = await World.start();
		const { id, phone } = await world.linkedSession();
		const [device] = phone.devices();
		await phone.unlink(device?.id ?? 0);
		const session = await world.waitForState(id, 'unlinked');
		expect(session).toMatchObject({
			reason: { code: 'logged-out', comesBack: false },
			nextAttemptAt: null,
			linkedAt: null,
		});
		const start = await world.refusal('POST', `/v1/sessions/${id}/start`);
		expect([start.status, start.body.code]).toEqual([409, 'SESSION_NOT_LINKED']);
		expect(world.sandbox.connections()).toHaveLength(0);
		await world.daemon.close();
		expect(storedCredentials(world)).toEqual([expect.stringMatching(/^quarantine:/)]);
		await world.startDaemon();
		await world.daemon.restored;
		expect(await world.session(id)).toMatchObject({
			state: 'unlinked',
			reason: { code: 'logged-out' },
		});
		const again = await world.startLink(id);
		await phone.scan(again.qr ?? '');
		expect((await world.waitForState(id, 'connected')).state).toBe('connected');
	});

	test('that the phone removed says so to whoever sends with it', async () => {
		await using world = await World.start();
		const { id, phone } = await world.linkedSession();
		await phone.unlink(phone.devices()[0]?.id ?? 0);
		await world.waitForState(id, 'unlinked');
		const { body } = await world.refusal('POST', `/v1/sessions/${id}/messages`, {
			json: { to: '+49 170 0000002', text: 'Hello' },
		});
		expect(body).toMatchObject({
			code: 'SESSION_NOT_LINKED',
			detail: `Session '${id}' is not linked to a phone. The phone removed this device. Link the session again.`,
		});
	});

	test('that another program replaces stays down: no ping-pong', async () => {
		await using world = await World.start();
		const { id } = await world.linkedSession();
		const copy = await mkdtemp(join(tmpdir(), 'waypost-copy-'));
		await cp(world.dataDir, copy, { recursive: true });
		const { config } = readConfig(world.environment(copy));
		const second = await createDaemon({ config, logger: createLogger({ level: 'silent' }) });
		try {
			const replaced = await world.waitForState(id, 'stopped');
			expect(replaced).toMatchObject({
				reason: { code: 'replaced', comesBack: false },
				nextAttemptAt: null,
			});
			const other = await fetch(`${second.url}/v1/sessions/${id}/wait`, {
				headers: { 'X-API-Key': second.adminKey },
			});
			expect(((await other.json()) as Session).state).toBe('connected');
			expect(world.sandbox.connections()).toHaveLength(1);
		} finally {
			await second.close();
			await rm(copy, { recursive: true });
		}
		await world.restart();
		await world.daemon.restored;
		expect((await world.session(id)).reason?.code).toBe('replaced');
		await world.call('POST', `/v1/sessions/${id}/start`);
		expect((await world.waitForState(id, 'connected')).reason).toBeNull();
	});

	test('that is unlinked here is gone from the phone', async () => {
		await using world = await World.start();
		const { id, phone } = await world.linkedSession();
		const { status, body } = await world.call<Unlinked>('POST', `/v1/sessions/${id}/unlink`);
		expect([status, body.unlinkedAtWhatsApp]).toEqual([200, true]);
		expect(phone.devices()).toHaveLength(0);
		expect(await world.session(id)).toMatchObject({ state: 'unlinked', phoneNumber: null });
	});

	test('that is deleted while stopped is removed from the phone all the same', async () => {
		await using world = await World.start();
		const { id, phone } = await world.linkedSession();
		await world.call('POST', `/v1/sessions/${id}/stop`);
		const { body } = await world.call<Unlinked>('DELETE', `/v1/sessions/${id}`);
		expect(body.unlinkedAtWhatsApp).toBe(true);
		expect(phone.devices()).toHaveLength(0);
		expect((await world.refusal('GET', `/v1/sessions/${id}`)).body.code).toBe('SESSION_NOT_FOUND');
	});

	test('reconnects after the line was cut', async () => {
		await using world = await World.start();
		const { id } = await world.linkedSession();
		const before = await world.session(id);
		world.sandbox.faults.add({
			match: { direction: 'out' },
			action: 'close',
			how: 'rst',
			times: 1,
		});
		await world.sandbox.phone('+491700000001')?.sendText('+491700000001', 'a stanza to cut at');
		await world.event(
			'session.state',
			({ data }) => data.to === 'reconnecting' && data.reason?.comesBack === true,
		);
		const after = await world.waitForState(id, 'connected');
		expect(Date.parse(after.connectedAt ?? '')).toBeGreaterThan(
			Date.parse(before.connectedAt ?? ''),
		);
	});
});

describe('sessions', () => {
	test('are created, listed by page, renamed and limited', async () => {
		await using world = await World.start({ config: { maxSessions: 3 } });
		for (const id of ['b', 'a', 'c']) await world.createSession(id);
		const page = await world.call<{ data: Session[]; next: string }>('GET', '/v1/sessions?limit=2');
		expect(page.body.data.map(({ id }) => id)).toEqual(['a', 'b']);
		const rest = await world.call<{ data: Session[]; next: null }>(
			'GET',
			`/v1/sessions?limit=2&after=${page.body.next}`,
		);
		expect(rest.body).toMatchObject({ data: [{ id: 'c' }], next: null });
		const renamed = await world.call<Session>('PATCH', '/v1/sessions/a', {
			json: { name: 'Sales' },
		});
		expect(renamed.body.name).toBe('Sales');
		const fourth = await world.refusal('POST', '/v1/sessions', { json: {} });
		expect([fourth.status, fourth.body.code]).toEqual([409, 'SESSION_LIMIT_REACHED']);
	});

	test('have an id of their own', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const again = await world.refusal('POST', '/v1/sessions', { json: { id: 'sales' } });
		expect([again.status, again.body.code]).toEqual([409, 'SESSION_ALREADY_EXISTS']);
		const invalid = await world.refusal('POST', '/v1/sessions', { json: { id: 'Sales!' } });
		expect([invalid.status, invalid.body.code]).toEqual([400, 'INVALID_REQUEST']);
		expect(invalid.body.errors[0]?.path).toBe('/id');
	});

	test('of another kind of server are refused: a sandbox folder is not opened live', async () => {
		await using world = await World.start();
		await world.daemon.close();
		const { config } = readConfig({ WAYPOST_DATA_DIR: world.dataDir, WAYPOST_PORT: '0' });
		await expect(
			createDaemon({ config, logger: createLogger({ level: 'silent' }) }),
		).rejects.toThrow('belongs to a sandbox');
		await world.startDaemon();
	});

	test('of one data folder belong to one daemon', async () => {
		await using world = await World.start();
		const { config } = readConfig(world.environment());
		await expect(
			createDaemon({ config, logger: createLogger({ level: 'silent' }) }),
		).rejects.toThrow('Another Waypost daemon uses');
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

/** The groups of credentials in the store of a closed daemon. */
function storedCredentials({ dataDir }: World): unknown[] {
	const db = new DatabaseSync(join(dataDir, 'waypost.db'), { readOnly: true });
	try {
		const rows = db.prepare("SELECT DISTINCT ns FROM kv WHERE ns <> 'sessions'").all();
		return rows.map(({ ns }) => ns);
	} finally {
		db.close();
	}
}

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
