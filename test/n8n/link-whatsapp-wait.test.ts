import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type IExecuteFunctions, type INodeParameters } from 'n8n-workflow';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
beforeAll(async () => {
	// One QR code per link, which lives for three seconds.
	world = await N8nWorld.start({
		sandbox: { qr: { refs: 1, firstMs: 3_000, nextMs: 3_000 } },
		tuning: { qrTimeoutMs: 3_000 },
	});
});
afterAll(() => world[Symbol.asyncDispose]());

const waitUntilLinked = (id: string, more: INodeParameters = {}) =>
	world.engine.run('linkWhatsApp', {
		operation: 'waitUntilLinked',
		session: { __rl: true, mode: 'id', value: id },
		...more,
	});

/** Runs the node in an execution that can be cancelled. */
async function executeUntil(signal: AbortSignal, id: string): Promise<unknown> {
	const { engine } = world;
	const parameters = {
		operation: 'waitUntilLinked',
		session: { __rl: true, mode: 'id', value: id },
	};
	const workflow = engine.workflow([engine.node('linkWhatsApp', parameters)]);
	const node = workflow.getNode('Node')!;
	const items = [{ json: {} }];
	const input = { main: [items] };
	const context = new ExecuteContext(
		...([workflow, node, engine.additionalData(), 'manual'] as const),
		createRunExecutionData(),
		...([0, items, input, { node, data: input, source: null }, [] as never[], signal] as const),
	);
	return engine.nodeType('linkWhatsApp').execute!.call(context as IExecuteFunctions);
}

async function showQr(id: string): Promise<string> {
	await world.waypost.createSession(id);
	const { qr } = await world.waypost.startLink(id);
	return qr ?? '';
}

describe('Wait Until Linked', () => {
	test('goes on when a phone scans the code meanwhile', async () => {
		const phone = await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000021' });
		const qr = await showQr('sales');
		const [{ json, error }] = await Promise.all([waitUntilLinked('sales'), phone.scan(qr)]);
		expect(error).toBeUndefined();
		expect(json).toEqual([
			expect.objectContaining({
				...{ sessionId: 'sales', state: 'connected', linked: true },
				phoneNumber: '+491700000021',
			}),
		]);
	});

	test('goes on at once when it is connected already', async () => {
		const { json } = await waitUntilLinked('sales', { waitAtMost: 1 });
		expect(json[0]).toMatchObject({ linked: true });
	});

	test('ends when the code expires, and says what to do', async () => {
		await showQr('late');
		const { error } = await waitUntilLinked('late');
		expect(error).toMatchObject({
			message: 'There is no QR code now',
			description: 'Nobody scanned the QR code in time. Ask for a new one. Run Get QR Code again.',
		});
	});

	test('goes on waiting for the code that the link page shows next, when asked to', async () => {
		const phone = await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000022' });
		await showQr('renewed');
		await world.waypost.waitForState('renewed', 'unlinked');
		const waiting = waitUntilLinked('renewed', { options: { waitForNewCode: true } });
		const { qr } = await world.waypost.startLink('renewed');
		await phone.scan(qr ?? '');
		expect((await waiting).json[0]).toMatchObject({ phoneNumber: '+491700000022' });
	});

	test('ends when the session was stopped, and says why', async () => {
		await world.waypost.call('POST', '/v1/sessions/sales/stop');
		const { error } = await waitUntilLinked('sales');
		await world.waypost.call('POST', '/v1/sessions/sales/start');
		expect(error).toMatchObject({
			message: 'The session is not connected to WhatsApp',
			description: expect.stringContaining('The session was stopped by a user.'),
		});
	});

	test('at the time-out says that nobody linked a phone', async () => {
		await world.waypost.createSession('unseen');
		const { error } = await waitUntilLinked('unseen', { waitAtMost: 1 });
		expect(error).toMatchObject({
			message: 'The session is not linked to a phone',
			description: expect.stringContaining(
				'Nobody linked a phone to the session unseen within 1 seconds.',
			),
		});
	});

	test('at the time-out gives the state, when asked to', async () => {
		const options = { onTimeOut: 'returnState' };
		const { json } = await waitUntilLinked('unseen', { waitAtMost: 1, options });
		expect(json).toEqual([expect.objectContaining({ state: 'unlinked', linked: false })]);
	});

	test('ends at once when the execution is cancelled', async () => {
		const cancel = new AbortController();
		const waiting = executeUntil(cancel.signal, 'unseen');
		cancel.abort();
		await expect(waiting).rejects.toMatchObject({ name: 'NodeApiError' });
	});

	test('for a session that is not there says so', async () => {
		const { error } = await waitUntilLinked('nowhere');
		expect(error?.message).toBe('There is no such session');
	});
});
