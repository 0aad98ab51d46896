import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { RealNodeRed } from '../real-node-red.ts';
import { Editor } from './editor.ts';

const DIALOGS: [name: string, type: string, kind: string | null][] = [
	['Link WhatsApp', 'waypost-link', null],
	['Message Received', 'waypost-in', null],
	['Send Message with a text', 'waypost-send', 'text'],
	['Send Message with a location', 'waypost-send', 'location'],
	['Send Message with a contact', 'waypost-send', 'contact'],
	['Send Message with a poll', 'waypost-send', 'poll'],
	['Send Message with a reaction', 'waypost-send', 'reaction'],
	['Send Attachment', 'waypost-send-attachment', null],
];

/** Words that are the same in German. */
const SAME = ['Name', 'Waypost', 'Text', 'Emoji'];

let nodeRed: RealNodeRed;
let english: Editor;
let german: Editor;
beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	english = await Editor.open(nodeRed.url, { language: 'en-US' });
	german = await Editor.open(nodeRed.url, { language: 'de' });
}, 60_000);
afterAll(async () => {
	await english[Symbol.asyncDispose]();
	await german[Symbol.asyncDispose]();
	await nodeRed[Symbol.asyncDispose]();
});

/** The labels of a dialog, each of which has to fit into its line. */
async function labelsOf(editor: Editor, type: string, kind: string | null): Promise<string[]> {
	await editor.openDialog(await editor.drag(type, { x: 350, y: 200 }));
	if (kind !== null) await editor.enter('kind', kind);
	const labels = await editor.labels();
	await editor.cancel();
	expect(labels.filter(([, lines]) => lines !== 1)).toEqual([]);
	return labels.map(([label]) => label);
}

afterEach(async () => {
	await english.cancel();
	await german.cancel();
});

test.each(DIALOGS)('the labels of %s are German, and fit', async (_name, type, kind) => {
	const labels = await labelsOf(german, type, kind);
	const inEnglish = await labelsOf(english, type, kind);
	expect(labels).toHaveLength(inEnglish.length);
	expect(labels.filter((label) => inEnglish.includes(label) && !SAME.includes(label))).toEqual([]);
});

test.each(DIALOGS)('%s is no wider for its German words', async (_name, type) => {
	const width = async (editor: Editor) => {
		const dialog = await editor.openDialog(await editor.drag(type, { x: 350, y: 250 }));
		return (await dialog.boundingBox())!.width;
	};
	expect(await width(german)).toBe(await width(english));
});

test('the dialog of the connection is German, with its help', async () => {
	await german.openDialog(await german.drag('waypost-link', { x: 350, y: 300 }));
	const connection = await german.openConnection('add');
	expect((await german.labels()).map(([label]) => label)).toEqual([
		'Name',
		'Adresse',
		'API-Schlüssel',
	]);
	await connection.getByRole('button', { name: 'Verbindung testen' }).waitFor();
});

test('neither browser complains of anything', () => {
	expect([...english.complaints, ...german.complaints]).toEqual([]);
});
