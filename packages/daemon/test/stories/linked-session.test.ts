import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import type { Session, Unlinked } from '@waypost/contract';
import { createDaemon, createLogger, readConfig } from '../../src/index.js';
import { World } from '../world.js';

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
