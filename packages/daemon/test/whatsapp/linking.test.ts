import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { SessionCredentials } from '../../src/storage/session-credentials.js';
import { TestWorld } from './test-world.js';

describe('linking', () => {
	let world: TestWorld;
	let anna: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	});
	afterEach(() => world.close());

	test('a scanned code ends in an open connection that knows its number', async () => {
		const { events } = await world.link(anna);
		const [account] = events.of('opened');
		expect(account).toMatchObject({ phoneNumber: '+491700000001', lid: anna.lid });
	});

	test('a code is told with the time it is shown until', async () => {
		const { events } = await world.open();
		const { expiresAt } = await events.first('qr');
		expect((expiresAt - Date.now()) / 1000).toBeCloseTo(60, 0);
	});

	test('a linked session comes back without a code', async () => {
		const { connection } = await world.link(anna);
		await connection.close();
		const { events } = await world.login();
		expect(events.names).not.toContain('qr');
	});

	test('the phone accepting is told only when the credentials are durable', async () => {
		const writes: string[] = [];
		const opened = await world.open({
			credentials: recordingWrites(world.credentials(), writes),
			onPaired: () => writes.push('paired'),
		});
		await anna.scan((await opened.events.first('qr')).text);
		await opened.events.first('closed');
		expect(writes.slice(0, 2)).toEqual(['written', 'paired']);
	});

	test('WhatsApp asks for a restart once the phone has accepted', async () => {
		const { events } = await world.open();
		await anna.scan((await events.first('qr')).text);
		expect(await events.first('closed')).toMatchObject({
			reason: 'restart-required',
			upstreamCode: 515,
		});
	});

	test('a pairing code typed on the phone links', async () => {
		const { connection, events } = await world.open();
		await events.first('qr');
		const code = await connection.requestPairingCode('+491700000001');
		await anna.enterPairingCode(code);
		await events.first('closed');
		const reopened = await world.login();
		expect(reopened.events.of('opened')[0]?.phoneNumber).toBe('+491700000001');
	});

	test('a pairing code that WhatsApp does not register is an error', async () => {
		world.sandbox.faults.add({
			match: { tag: 'iq', xmlns: 'md', direction: 'in' },
			action: 'iq-error',
			code: 429,
			text: 'rate-overlimit',
		});
		const { connection, events } = await world.open();
		await events.first('qr');
		await expect(connection.requestPairingCode('+491700000001')).rejects.toMatchObject({
			code: 'PAIRING_FAILED',
			upstreamCode: 429,
		});
	});

	test('a pairing code that was never typed leaves nothing to log in with', async () => {
		const { connection, events } = await world.open();
		await events.first('qr');
		await connection.requestPairingCode('+491700000001');
		await connection.close();
		expect(await world.credentials().isEmpty()).toBe(true);
	});

	test('codes that nobody scans end as expired', async () => {
		const { connector } = await worldWithShortCodes();
		expect(await connector).toMatchObject({ reason: 'qr-expired' });
	});

	async function worldWithShortCodes() {
		await world.close();
		world = await TestWorld.start({
			sandbox: { qr: { refs: 2 } },
			tuning: { qrTimeoutMs: 100 },
		});
		const { events } = await world.open();
		return { connector: events.first('closed') };
	}
});

/** Notes each write when it is durable. */
function recordingWrites(credentials: SessionCredentials, writes: string[]): SessionCredentials {
	return {
		get: (keys) => credentials.get(keys),
		commit: async (sets, deletes) => {
			await credentials.commit(sets, deletes);
			writes.push('written');
		},
		commitNow: (sets, deletes) => {
			credentials.commitNow(sets, deletes);
			writes.push('written');
		},
		entries: (prefix: string) => credentials.entries(prefix),
		isEmpty: () => credentials.isEmpty(),
		quarantine: () => credentials.quarantine(),
		clear: () => credentials.clear(),
	};
}
