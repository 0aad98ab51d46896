import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../../../daemon/test/world.ts';
import { RealNodeRed } from '../real-node-red.ts';
import { connectedFlow } from './connected-flow.ts';
import { Editor } from './editor.ts';

let nodeRed: RealNodeRed;
let world: World;
let editor: Editor;

beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	world = await World.start();
	// Of two connections a new node takes none.
	const other = { id: 'other', type: 'waypost-config', name: 'Other', url: 'http://127.0.0.1:9' };
	await nodeRed.deploy([...(await connectedFlow(world, [])), other]);
	editor = await Editor.open(nodeRed.url);
}, 60_000);
afterAll(async () => {
	await editor[Symbol.asyncDispose]();
	await nodeRed[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});
afterEach(async () => {
	await editor.cancel();
});

const openNew = async (type: string) =>
	editor.openDialog(await editor.drag(type, { x: 400, y: 200 }));

describe('what is missing is marked', () => {
	test.each([
		['Link WhatsApp', 'waypost-link', ['config', 'session']],
		['Message Received', 'waypost-in', ['config']],
		['Send Message', 'waypost-send', ['config', 'session']],
		['Send Attachment', 'waypost-send-attachment', ['config', 'session']],
	])('in a new %s', async (_name, type, missing) => {
		await openNew(type);
		expect(await editor.marked()).toEqual(missing);
	});

	test.each([
		['location', ['latitude', 'longitude']],
		['contact', ['contactName', 'contactPhoneNumber']],
		['poll', ['question', 'options']],
	])('in a Send Message with a %s', async (kind, missing) => {
		await openNew('waypost-send');
		await editor.enter('config', 'config');
		await editor.fill('session', 'sales', 'str');
		await editor.enter('kind', kind);
		expect(await editor.marked()).toEqual(missing);
	});

	test.each([
		['waypost-send', 'to'],
		['waypost-send', 'text'],
		['waypost-send-attachment', 'file'],
	])('in a %s whose %s was emptied', async (type, name) => {
		await openNew(type);
		await editor.enter('config', 'config');
		await editor.fill('session', 'sales', 'str');
		await editor.fill(name, '', 'str');
		expect(await editor.marked()).toEqual([name]);
	});

	test('in a Message Received without an event, until one is ticked', async () => {
		const dialog = await openNew('waypost-in');
		await editor.enter('config', 'config');
		const box = dialog.getByLabel('Message received', { exact: true });
		await box.uncheck();
		expect(await editor.marked()).toEqual(['waypost-in-events']);
		await dialog.getByText('Tick at least one event').waitFor();
		await box.check();
		expect(await editor.marked()).toEqual([]);
	});

	test('in a connection without an address and without a key', async () => {
		await openNew('waypost-link');
		await editor.openConnection('add');
		await editor.enter('url', '');
		expect(await editor.marked()).toEqual(['url', 'apiKey']);
	});
});

test('a key that is stored is not marked as missing', async () => {
	await openNew('waypost-link');
	await editor.enter('config', 'config');
	await editor.openConnection('edit');
	expect(await editor.marked()).toEqual([]);
});

describe('a variable of the environment is not marked', () => {
	test.each([
		['Link WhatsApp', 'waypost-link', { session: '${SESSION}' }],
		['Message Received', 'waypost-in', { session: '${SESSION}', chats: '${CHAT}' }],
		['Send Message', 'waypost-send', { session: '${SESSION}', to: '${CHAT}', text: '${TEXT}' }],
		[
			'Send Attachment',
			'waypost-send-attachment',
			{ session: '${SESSION}', to: '${CHAT}', file: '${FILE}' },
		],
	])('in %s', async (_name, type, entries: Record<string, string>) => {
		await openNew(type);
		await editor.enter('config', 'config');
		const isTyped = type.startsWith('waypost-send');
		for (const [name, value] of Object.entries(entries)) {
			await (isTyped ? editor.fill(name, value, 'str') : editor.enter(name, value));
		}
		expect(await editor.marked()).toEqual([]);
	});

	test('in a connection', async () => {
		await openNew('waypost-link');
		await editor.openConnection('add');
		await editor.enter('url', '${WAYPOST_URL}');
		await editor.enter('apiKey', '${WAYPOST_KEY}');
		expect(await editor.marked()).toEqual([]);
	});
});
