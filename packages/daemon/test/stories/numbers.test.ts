import { describe, expect, test } from '@jest/globals';
import type { CheckedNumbers } from '@waypost/contract';
import { World } from '../world.js';

const PATH = '/v1/sessions/sales/numbers/check';

describe('checking numbers', () => {
	test('says of each, in order, whether it is on WhatsApp', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		const numbers = ['+49 170 0000002', '+491700000009', '0049-170-0000002', '+491700000008'];
		const { status, body } = await world.call<CheckedNumbers>('POST', PATH, { json: { numbers } });
		expect(status).toBe(200);
		const known = { registered: true, phoneNumber: ben.phoneNumber, lid: ben.lid };
		const unknown = { registered: false, phoneNumber: null, lid: null };
		expect(body.data).toEqual([
			{ number: numbers[0], ...known },
			{ number: numbers[1], ...unknown },
			{ number: numbers[2], ...known },
			{ number: numbers[3], ...unknown },
		]);
	});

	test('names every number that is none', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const { status, body } = await world.refusal('POST', PATH, {
			json: { numbers: ['+491700000002', 'Ben', '0170 1'] },
		});
		expect([status, body.code]).toEqual([422, 'INVALID_NUMBER']);
		expect(body.errors.map(({ path }) => path)).toEqual(['/numbers/1', '/numbers/2']);
	});

	test('needs a connection, and says so', async () => {
		await using world = await World.start();
		await world.linkedSession();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { status, body, headers } = await world.refusal('POST', PATH, {
			json: { numbers: ['+491700000002'] },
		});
		expect([status, body.code, body.retryable]).toEqual([503, 'WHATSAPP_NOT_READY', true]);
		expect(headers.get('retry-after')).toBe('5');
	});

	test('does not take silence for "not on WhatsApp"', async () => {
		await using world = await World.start({ tuning: { queryTimeoutMs: 500 } });
		await world.linkedSession();
		world.sandbox.faults.add({ match: { xmlns: 'usync', direction: 'in' }, action: 'drop' });
		const { status, body } = await world.refusal('POST', PATH, {
			json: { numbers: ['+491700000008'] },
		});
		expect([status, body.code]).toEqual([504, 'WHATSAPP_TIMEOUT']);
	});
});
