import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attachmentNode } from '../attachment-flow.ts';
import { editorTypes, LANGUAGES, readEditorFile } from '../editor-files.ts';
import { linkNode } from '../link-inbox.ts';
import { RealNodeRed } from '../real-node-red.ts';
import { inNode } from '../receive-flow.ts';
import { sendNode } from '../send-flow.ts';
import { Editor } from './editor.ts';

const NODES = [linkNode(), sendNode(), attachmentNode({ id: 'attachment' }), inNode()];

let nodeRed: RealNodeRed;
beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	await nodeRed.deploy([
		{ id: 'tab', type: 'tab', label: 'Test' },
		{ id: 'config', type: 'waypost-config', url: 'http://127.0.0.1:9' },
		...NODES.map((node, row) => ({ ...node, z: 'tab', x: 200, y: 100 + 60 * row, wires: [] })),
	]);
}, 60_000);
afterAll(() => nodeRed[Symbol.asyncDispose]());

test('there is a node of each type', () => {
	const types = NODES.map(({ type }) => type);
	expect(new Set([...types, 'waypost-config'])).toEqual(new Set(editorTypes()));
});

describe.each(LANGUAGES)('in %s the dialog', (language) => {
	let editor: Editor;
	beforeAll(async () => {
		editor = await Editor.open(nodeRed.url, { language });
	});
	afterAll(() => editor[Symbol.asyncDispose]());

	test.each(NODES)(
		'of $type has a field for each value, and words at each',
		async ({ id, type }) => {
			const dialog = await editor.openDialog(id);
			const [definition] = readEditorFile(type).registered.values();
			const names = Object.keys(definition!.defaults).filter((name) => name !== 'events');
			const fields = await dialog
				.locator('[id^="node-input-"]')
				.evaluateAll((elements) => elements.map(({ id }) => id.replace('node-input-', '')));
			expect(fields).toEqual(expect.arrayContaining(names));

			const words = await dialog.locator('[data-i18n]:not(input)').allTextContents();
			expect(words.length).toBeGreaterThan(5);
			// A text that is missing is shown as its key.
			expect(words.filter((text) => text === '' || /^[\w/-]*[:.][\w.-]+$/.test(text))).toEqual([]);
			await editor.cancel();
		},
	);
});
