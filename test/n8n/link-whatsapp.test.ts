import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Link } from '@waypost/contract';
import type { INodeParameters, NodeExecutionHint } from 'n8n-workflow';
import { searchList } from './editor-calls.ts';
import { N8nWorld } from './n8n-world.ts';
import type { NodeRun } from './node-run.ts';

let world: N8nWorld;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('linked');
});
afterAll(() => world[Symbol.asyncDispose]());

const byId = (id: string): INodeParameters => ({
	session: { __rl: true, mode: 'id', value: id },
});

const run = (operation: string, id: string, more: INodeParameters = {}) =>
	world.engine.run('linkWhatsApp', { operation, ...byId(id), ...more });

const hintsOf = ({ run: { data } }: NodeRun): NodeExecutionHint[] =>
	data.resultData.runData['Node']?.at(-1)?.hints ?? [];

/** What the daemon shows of a link now. */
const linkOf = async (id: string): Promise<Link> =>
	(await world.waypost.call<Link>('GET', `/v1/sessions/${id}/link`)).body;

const newPhone = (phoneNumber: string) => world.waypost.sandbox.addPhone({ phoneNumber });

describe('Get QR Code', () => {
	test('makes a session that is not there, and gives its QR code as a picture', async () => {
		const { items, error } = await run('getQrCode', 'first');
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					sessionId: 'first',
					state: 'linking',
					linked: false,
					expiresAt: expect.any(String),
					secondsLeft: expect.any(Number),
					linkUrl: expect.stringContaining('/link/'),
				},
				binary: {
					qr: expect.objectContaining({ fileName: 'qr.png', mimeType: 'image/png' }),
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('gives the very picture of the daemon, which a phone scans', async () => {
		const { items } = await run('getQrCode', 'scanned');
		const { qr, qrImage } = await linkOf('scanned');
		expect(`data:image/png;base64,${items[0]?.binary?.['qr']?.data}`).toBe(qrImage);
		const phone = await newPhone('+491700000011');
		await phone.scan(qr ?? '');
		expect(await world.waypost.waitForState('scanned', 'connected')).toMatchObject({
			phoneNumber: '+491700000011',
		});
	});

	test('run again shows the code that is shown already', async () => {
		const first = await run('getQrCode', 'again');
		const second = await run('getQrCode', 'again');
		expect(second.items[0]?.binary).toEqual(first.items[0]?.binary);
	});

	test('says in a hint where to scan it, for how long, and where it renews itself', async () => {
		const shown = await run('getQrCode', 'hinted');
		expect(hintsOf(shown)).toEqual([
			{
				type: 'info',
				location: 'outputPane',
				message: expect.stringMatching(/Linked devices.*within \d+ seconds.*renews itself/),
			},
		]);
		expect(hintsOf(shown)[0]?.message).toContain(`<a href="${(await linkOf('hinted')).url}"`);
	});

	test('puts the picture into the field the user names', async () => {
		const { items } = await run('getQrCode', 'first', { options: { outputField: 'code' } });
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['code']);
	});

	test('of a linked session says so, without a picture', async () => {
		const shown = await run('getQrCode', 'linked');
		expect(shown.items).toEqual([
			{
				json: expect.objectContaining({
					...{ sessionId: 'linked', state: 'connected', linked: true },
					phoneNumber: '+491700000001',
				}),
				pairedItem: { item: 0 },
			},
		]);
		expect(hintsOf(shown)[0]?.message).toContain('is linked to +491700000001');
	});

	test('makes no session when that is switched off', async () => {
		const { error } = await run('getQrCode', 'nowhere', { createIfMissing: false });
		expect(error).toMatchObject({
			message: 'There is no such session',
			context: { waypostCode: 'SESSION_NOT_FOUND' },
		});
	});

	test('with a name that cannot be one says what a name is made of', async () => {
		const { error } = await run('getQrCode', '=Sales & Co');
		expect(error?.message).toBe('A value cannot be used');
	});

	test('without a session says what to do', async () => {
		const { error } = await run('getQrCode', '={{ $json.none }}');
		expect(error).toMatchObject({
			message: 'No session is chosen',
			description: 'Write a short name such as sales under Session, or choose one from the list.',
		});
	});

	test('when WhatsApp cannot be reached says why there is no code', async () => {
		const fault = world.waypost.sandbox.faults.add({ match: {}, action: 'upgrade', status: 503 });
		const { error } = await run('getQrCode', 'unreached');
		fault.remove();
		expect(error).toMatchObject({
			message: 'There is no QR code now',
			description: expect.stringContaining('WhatsApp cannot be reached'),
		});
	});

	test('made twice at the same time, a session is made once', async () => {
		const runs = await Promise.all([run('getQrCode', 'twins'), run('getQrCode', 'twins')]);
		expect(runs.map(({ error, json }) => [error, json[0]?.['sessionId']])).toEqual([
			[undefined, 'twins'],
			[undefined, 'twins'],
		]);
	});

	test('with On Error > Continue gives the error as an item', async () => {
		const { json } = await world.engine.run(
			'linkWhatsApp',
			{ operation: 'getQrCode', ...byId('nowhere'), createIfMissing: false },
			{ node: { onError: 'continueRegularOutput' } },
		);
		expect(json).toEqual([
			expect.objectContaining({
				error: 'There is no such session',
				details: { code: 'SESSION_NOT_FOUND' },
			}),
		]);
	});

	test('gives no code away in an error', async () => {
		await run('getQrCode', 'secret');
		const { qr } = await linkOf('secret');
		const { error } = await run('waitUntilLinked', 'secret', { waitAtMost: 1 });
		const told = JSON.stringify([error, error?.message, error?.stack]);
		expect(told).not.toContain(qr);
		expect(told).not.toContain(world.apiKey);
	});
});

describe('Get Pairing Code', () => {
	const PHONE = { phoneNumber: '+49 170 0000012' };

	test('gives a code that is typed on the phone', async () => {
		const phone = await newPhone('+491700000012');
		const shown = await run('getPairingCode', 'typed', PHONE);
		const { pairingCode, pairingCodeFormatted } = shown.json[0] as Record<string, string>;
		expect(pairingCodeFormatted).toMatch(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/);
		expect(hintsOf(shown)[0]?.message).toContain(`Type ${pairingCodeFormatted} within`);
		await phone.enterPairingCode(pairingCode ?? '');
		expect(await world.waypost.waitForState('typed', 'connected')).toMatchObject({
			phoneNumber: '+491700000012',
		});
	});

	test('of a linked session says so', async () => {
		const { json } = await run('getPairingCode', 'linked', PHONE);
		expect(json).toEqual([expect.objectContaining({ linked: true })]);
	});

	test('takes the place of a QR code that is shown', async () => {
		await run('getQrCode', 'changed');
		const { json } = await run('getPairingCode', 'changed', { phoneNumber: '+49 170 0000013' });
		expect(json[0]).toHaveProperty('pairingCode');
	});

	test('without a phone number says what to fill in', async () => {
		const { error } = await run('getPairingCode', 'typed', {
			phoneNumber: '={{ $json.none }}',
		});
		expect(error?.message).toBe('No phone number is given');
	});

	test('with a number that lacks its country says so', async () => {
		const { error } = await run('getPairingCode', 'national', { phoneNumber: '0170 0000001' });
		expect(error?.message).toBe('The phone number cannot be used');
	});
});

describe('Get Session', () => {
	test('of a linked one gives its number and what waits to be sent', async () => {
		const { json } = await run('getSession', 'linked');
		expect(json).toEqual([
			{
				...{ sessionId: 'linked', name: 'linked', state: 'connected', linked: true },
				...{ phoneNumber: '+491700000001', reason: null, reasonCode: null },
				pushName: expect.anything(),
				linkedAt: expect.any(String),
				connectedAt: expect.any(String),
				...{ messagesWaiting: 0, messagesInDoubt: 0, messagesFailed: 0 },
			},
		]);
	});

	test('of one that is stopped says why', async () => {
		const phone = await newPhone('+491700000014');
		await world.waypost.linkedSession('stopped', phone);
		await world.waypost.call('POST', '/v1/sessions/stopped/stop');
		const { json } = await run('getSession', 'stopped');
		expect(json[0]).toMatchObject({
			...{ state: 'stopped', linked: true, reasonCode: 'by-user' },
			reason: 'The session was stopped by a user.',
		});
	});

	test('of none says so', async () => {
		const { error } = await run('getSession', 'nowhere');
		expect(error?.message).toBe('There is no such session');
	});
});

describe('Unlink', () => {
	test('takes the device off the phone', async () => {
		const phone = await newPhone('+491700000015');
		await world.waypost.linkedSession('left', phone);
		const { json } = await run('unlink', 'left');
		expect(json).toEqual([
			{
				...{ sessionId: 'left', unlinked: true, unlinkedAtWhatsApp: true },
				detail: expect.any(String),
			},
		]);
		expect(phone.devices()).toEqual([]);
	});

	test('of a session that is not linked is fine', async () => {
		const { json, error } = await run('unlink', 'left');
		expect([error, json[0]?.['unlinked']]).toEqual([undefined, true]);
	});
});

test('the list under Session shows each with its number, and finds by a part of it', async () => {
	const { results } = await searchList(world.engine, {
		node: 'linkWhatsApp',
		method: 'searchSessions',
		filter: '700000001',
	});
	expect(results).toEqual([{ name: 'linked: +491700000001', value: 'linked' }]);
});
