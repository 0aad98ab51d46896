import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { World } from '../../../daemon/test/world.ts';
import { attachmentNode } from '../attachment-flow.ts';
import { linkNode } from '../link-inbox.ts';
import { RealNodeRed } from '../real-node-red.ts';
import { inNode } from '../receive-flow.ts';
import { connectedFlow, newApiKey } from './connected-flow.ts';
import { Editor } from './editor.ts';

const OURS = ['waypost-link', 'waypost-send', 'waypost-send-attachment', 'waypost-in'];
const QR = 'QR code to scan with WhatsApp on the phone';
const LINKED = 'Linked to +491700000001, and connected.';

let nodeRed: RealNodeRed;
let world: World;

beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
}, 60_000);
afterAll(() => nodeRed[Symbol.asyncDispose]());
beforeEach(async () => {
	world = await World.start();
});
afterEach(async () => {
	await nodeRed.deploy([]);
	await world[Symbol.asyncDispose]();
});

/** The editor with a flow that runs already. */
async function open(nodes: readonly object[], theme: 'light' | 'dark' = 'light') {
	await nodeRed.deploy(await connectedFlow(world, nodes));
	return Editor.open(nodeRed.url, { theme });
}

test('the palette finds the four nodes by the word whatsapp, in a category of their own', async () => {
	await using editor = await open([]);
	await editor.searchPalette('whatsapp');
	expect(await editor.palette()).toEqual(OURS);
	const category = editor.page.locator('.red-ui-palette-category', { hasText: 'WhatsApp' });
	expect(await category.locator('.red-ui-palette-node:visible').count()).toBe(4);
});

test('nodes dragged from the palette link a phone and send it a text', async () => {
	const [anna, ben] = [await world.anna(), await world.ben()];
	await using editor = await Editor.open(nodeRed.url);
	const link = await editor.drag('waypost-link', { x: 400, y: 150 });
	const linkDialog = await editor.openDialog(link);
	const connection = await editor.openConnection('add');
	await connection.getByLabel('Name').fill('Waypost at home');
	await connection.getByLabel('Address').fill(world.daemon.url);
	await connection.getByLabel('API key').fill(await newApiKey(world));
	await connection.getByRole('button', { name: 'Test connection' }).click();
	await connection.getByText(/Connected to Waypost \S+ as “node-red”\.$/).waitFor();
	await editor.picture('connection');
	await editor.done();
	await editor.fill('session', 'sales');
	await editor.done();

	const inject = await editor.drag('inject', { x: 380, y: 260 });
	const send = await editor.drag('waypost-send', { x: 650, y: 260 });
	await editor.wire(inject, send);
	const sendDialog = await editor.openDialog(send);
	await sendDialog.getByText('Waypost at home', { exact: true }).waitFor({ state: 'attached' });
	await editor.fill('session', 'sales');
	await editor.fill('to', ben.phoneNumber, 'str');
	await editor.fill('text', 'The door is open', 'str');
	await editor.picture('send-message');
	await editor.done();
	await editor.deploy();

	await editor.openDialog(link);
	await linkDialog.getByRole('button', { name: 'Show QR code' }).click();
	await linkDialog.getByAltText(QR).waitFor();
	await editor.picture('link-whatsapp');
	await anna.scan(await editor.qrOnScreen());
	await linkDialog.getByText(LINKED).waitFor();
	await editor.cancel();

	await editor.pressButton(inject);
	expect((await ben.nextMessage()).text).toBe('The door is open');
	await editor.status(send).getByText('sent').waitFor();
	await editor.searchPalette('whatsapp');
	await editor.picture('flow');
	expect(editor.complaints).toEqual([]);
});

test('a new node takes the only connection, whose sessions are listed after Deploy', async () => {
	await world.createSession('sales');
	await using editor = await open([]);
	const known = await editor.drag('waypost-send', { x: 400, y: 150 });
	const dialog = await editor.openDialog(known);
	expect(await editor.values()).toMatchObject({ config: 'config' });
	await editor.type('session', 's');
	await editor.page.locator('.red-ui-autoComplete-container').getByText('sales').waitFor();

	await editor.openConnection('add');
	await editor.enter('url', world.daemon.url);
	await editor.enter('apiKey', 'wp_any');
	await editor.done();
	await editor.type('session', 'x');
	await dialog.getByText('Deploy first: Node-RED does not know').waitFor();
	expect(editor.complaints).toEqual([]);
});

test.each([
	['the dialog', 'dark'],
	['the button', 'light'],
	['the button', 'dark'],
] as const)('the QR code behind %s can be scanned from a %s screen', async (place, theme) => {
	const anna = await world.anna();
	await using editor = await open([linkNode({ x: 300, y: 100, wires: [] })], theme);
	if (place === 'the button') await editor.pressButton('link');
	else
		await (await editor.openDialog('link')).getByRole('button', { name: 'Show QR code' }).click();
	await editor.page.getByAltText(QR).waitFor();
	if (place === 'the button' && theme === 'light') await editor.picture('link-button');
	await anna.scan(await editor.qrOnScreen());
	await editor.page.getByText(LINKED).waitFor();
});

test('the answer of the phone is in the debug sidebar', async () => {
	const { phone: anna } = await world.linkedSession('sales');
	const ben = await world.ben();
	await using editor = await open([
		inNode({ x: 250, y: 100, wires: [['debug']] }),
		{ id: 'debug', type: 'debug', name: 'answers', x: 520, y: 100, ...DEBUG },
	]);
	await editor.status('in').getByText('connected').waitFor();
	await ben.sendText(anna.phoneNumber, 'I am on my way');
	const answer = editor.page.locator('.red-ui-debug-msg');
	await answer.getByText('"I am on my way"').waitFor();
	await editor.picture('answer');
	await editor.openDialog('in');
	await editor.picture('message-received');
	expect(editor.complaints).toEqual([]);
});

test('a file goes to the phone by Send Attachment', async () => {
	await world.linkedSession('sales');
	const ben = await world.ben();
	await using editor = await open([
		{ id: 'inject', type: 'inject', x: 200, y: 100, ...INJECT, wires: [['send']] },
		attachmentNode({ to: ben.phoneNumber, toType: 'str', x: 480, y: 100, wires: [] }),
	]);
	await editor.pressButton('inject');
	const { attachment } = await ben.nextMessage();
	expect(attachment).toMatchObject({ kind: 'document', fileName: 'list.txt', size: 3 });
	await editor.status('send').getByText('sent').waitFor();
});

/** As the dialogs of Node-RED store them. */
const DEBUG = { active: true, tosidebar: true, complete: 'payload', targetType: 'msg', wires: [] };
const INJECT = {
	props: [{ p: 'payload' }, { p: 'filename', v: 'list.txt', vt: 'str' }],
	payload: '[97,98,99]',
	payloadType: 'bin',
	repeat: '',
	crontab: '',
	once: false,
	onceDelay: 0.1,
	topic: '',
};
