import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../../../daemon/test/world.ts';
import { RealNodeRed } from '../real-node-red.ts';
import { connectedFlow } from './connected-flow.ts';
import { Editor } from './editor.ts';

/** A value to fill in; with a type to choose first: `{ str: 'sales' }`. */
type Entry = string | boolean | Readonly<Record<string, string>>;
type Entries = Readonly<Record<string, Entry>>;

const RECIPIENT: Entries = {
	session: { env: 'SESSION' },
	to: { str: '+49 170 0000002' },
};
const OPTIONS: Entries = {
	replyTo: { str: 'ABC' },
	mentions: { flow: 'people' },
	sendAt: { jsonata: '$now()' },
	ttl: { num: '30' },
	typing: true,
	refuseWaiting: true,
	waitFor: 'delivered',
	waitSeconds: '20',
};

const DIALOGS: [name: string, type: string, entries: Entries][] = [
	[
		'Link WhatsApp',
		'waypost-link',
		{ session: 'sales', createIfMissing: false, output: 'dataUrl', startsByItself: true },
	],
	[
		'Message Received',
		'waypost-in',
		{
			session: 'sales',
			chats: '+49 170 0000002',
			groups: 'none',
			ignoreOwn: false,
			download: true,
			maxMegabytes: '5',
			resume: true,
		},
	],
	[
		'Send Message with a text',
		'waypost-send',
		{ ...RECIPIENT, text: { str: 'Hello' }, linkPreview: true, ...OPTIONS },
	],
	[
		'Send Message with a location',
		'waypost-send',
		{
			...RECIPIENT,
			kind: 'location',
			latitude: { num: '52.5163' },
			longitude: { num: '13.3777' },
			placeName: { str: 'Gate' },
			address: { msg: 'address' },
		},
	],
	[
		'Send Message with a contact',
		'waypost-send',
		{
			...RECIPIENT,
			kind: 'contact',
			contactName: { str: 'Ben' },
			contactPhoneNumber: { str: '+49 170 0000002' },
			contactOrganization: { str: 'Garage' },
			contactEmail: { msg: 'email' },
		},
	],
	[
		'Send Message with a poll',
		'waypost-send',
		{
			...RECIPIENT,
			kind: 'poll',
			question: { str: 'Lunch?' },
			options: { json: '["yes","no"]' },
			multiple: true,
		},
	],
	[
		'Send Message with a reaction',
		'waypost-send',
		{
			kind: 'reaction',
			session: { str: 'sales' },
			messageId: { msg: 'waypost.replyTo' },
			emoji: { str: '🎉' },
		},
	],
	[
		'Send Message with what msg.kind says',
		'waypost-send',
		{ ...RECIPIENT, kind: 'msg', text: { msg: 'payload.text' } },
	],
	[
		'Send Attachment with a file of the message',
		'waypost-send-attachment',
		{
			...RECIPIENT,
			file: { msg: 'file' },
			kind: { kind: 'document' },
			caption: { str: 'The list' },
			fileName: { str: 'list.txt' },
			mimeType: { str: 'text/plain' },
			...OPTIONS,
		},
	],
	[
		'Send Attachment with a file beside the daemon',
		'waypost-send-attachment',
		{ ...RECIPIENT, source: 'mediaPath', file: { str: 'lists/list.txt' }, kind: { msg: 'kind' } },
	],
];

let nodeRed: RealNodeRed;
let world: World;
let editor: Editor;

beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	world = await World.start();
	await nodeRed.deploy(await connectedFlow(world, []));
	editor = await Editor.open(nodeRed.url);
}, 60_000);
afterAll(async () => {
	await editor[Symbol.asyncDispose]();
	await nodeRed[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});
afterEach(async () => {
	await editor.cancel();
	expect(editor.complaints.splice(0)).toEqual([]);
});

/** Fills in a dialog, field by field. */
async function fillIn(entries: Entries): Promise<void> {
	for (const [name, entry] of Object.entries(entries)) {
		if (typeof entry === 'object') {
			const [type, value] = Object.entries(entry)[0]!;
			await editor.fill(name, value, type);
		} else await editor.enter(name, entry);
	}
}

/** What `Editor.values` gives for what was filled in. */
const valuesOf = (entries: Entries): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(entries).flatMap(([name, entry]) => {
			if (typeof entry !== 'object') return [[name, entry]];
			const [type, value] = Object.entries(entry)[0]!;
			return [
				[name, value],
				[`${name}Type`, type],
			];
		}),
	);

/** What was entered, with the node it was entered for, by the name of the dialog. */
const entered = new Map<string, { id: string; values: Record<string, unknown> }>();

test.each(DIALOGS)(
	'%s holds what was entered when it is opened again',
	async (name, type, entries) => {
		const id = await editor.drag(type, { x: 450, y: 100 + 50 * entered.size });
		await editor.openDialog(id);
		await fillIn({ config: 'config', ...entries });
		const values = await editor.values();
		expect(values).toMatchObject(valuesOf(entries));
		entered.set(name, { id, values });
		await editor.done();
		await editor.openDialog(id);
		expect(await editor.values()).toEqual(values);
		expect(await editor.marked()).toEqual([]);
	},
);

describe('after Deploy and a reload of the page', () => {
	beforeAll(async () => {
		await editor.deploy();
		await editor.reload();
	});

	test.each(DIALOGS)('%s still holds it', async (name) => {
		const { id, values } = entered.get(name)!;
		await editor.openDialog(id);
		expect(await editor.values()).toEqual(values);
	});
});
