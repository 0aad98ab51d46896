import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from '../../../daemon/test/world.ts';
import { linkNode } from '../link-inbox.ts';
import { RealNodeRed } from '../real-node-red.ts';
import { connectedFlow } from './connected-flow.ts';
import { Editor } from './editor.ts';

const WHY_NOT =
	'Your Node-RED user may only look. Linking a phone needs the permission to change flows.';

let nodeRed: RealNodeRed;
let world: World;

beforeAll(async () => {
	nodeRed = await RealNodeRed.start({ admin: '*', reader: 'read' });
	// One QR code for all of the tests.
	world = await World.start({
		sandbox: { qr: { refs: 1, firstMs: 600_000, nextMs: 600_000 } },
		tuning: { qrTimeoutMs: 600_000 },
	});
	const flow = await connectedFlow(world, [linkNode({ x: 300, y: 100, wires: [] })]);
	const answer = await fetch(`${nodeRed.url}/flows`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: 'Bearer admin' },
		body: JSON.stringify(flow),
	});
	expect(answer.status).toBe(204);
	await world.createSession('sales');
	// Somebody else is linking a phone: there is a QR code that could be seen.
	await world.startLink('sales');
}, 60_000);
afterAll(async () => {
	await nodeRed[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});

test.each(['button', 'dialog'])(
	'a user who may only read gets no QR code from the %s',
	async (place) => {
		await using editor = await Editor.open(nodeRed.url, { user: 'reader' });
		await editor.node('link').waitFor();
		if (place === 'button') await editor.pressButton('link');
		else await editor.openDialog('link');
		await editor.page.getByText(WHY_NOT).waitFor();
		await expect(editor.qrOnScreen()).rejects.toThrow();
		expect(await editor.page.getByRole('button', { name: 'Show QR code' }).isVisible()).toBe(false);
		expect(editor.complaints).toEqual([]);
	},
);

test('a user who may only read is told why the connection cannot be tested', async () => {
	await using editor = await Editor.open(nodeRed.url, { user: 'reader' });
	await editor.openDialog('link');
	const connection = await editor.openConnection('edit');
	await connection.getByRole('button', { name: 'Test connection' }).click();
	await connection.getByText('Your Node-RED user may only look.').waitFor();
});

test('a user who may change flows gets it', async () => {
	await using editor = await Editor.open(nodeRed.url, { user: 'admin' });
	await editor.pressButton('link');
	await editor.page.getByAltText('QR code to scan with WhatsApp on the phone').waitFor();
	const { body } = await world.call<{ qr: string }>('GET', '/v1/sessions/sales/link');
	expect(await editor.qrOnScreen()).toBe(body.qr);
});
