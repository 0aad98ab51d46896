import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const PACKAGE = join(import.meta.dirname, '..');
const NODES = join(PACKAGE, 'src/nodes');

export const LANGUAGES = ['en-US', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What the editor is told of a node. */
export interface Definition {
	category: string;
	paletteLabel?: string;
	icon?: string;
	inputs?: number;
	outputs?: number;
	defaults: Record<string, { value: unknown; type?: string }>;
	credentials?: Record<string, unknown>;
}

export interface EditorFile {
	type: string;
	/** The script that registers the node. */
	script: string;
	/** The form of the dialog, with the rows that dialogs share. */
	form: string;
	/** As Node-RED's editor gets it from the script. */
	registered: Map<string, Definition>;
}

export const read = (path: string): string => readFileSync(join(PACKAGE, path), 'utf8');

export const manifest = () =>
	JSON.parse(read('package.json')) as { 'node-red': { nodes: Record<string, string> } };

/** Types of nodes that have a file for the editor. */
export const editorTypes = (): string[] =>
	readdirSync(NODES)
		.filter((name) => name.endsWith('.html'))
		.map((name) => name.replace('.html', ''));

export const iconNames = (): string[] => readdirSync(join(NODES, 'icons'));

export const resourceNames = (): string[] => readdirSync(join(PACKAGE, 'resources'));

export function readEditorFile(type: string): EditorFile {
	const html = read(`src/nodes/${type}.html`);
	// As the scorecard of Node-RED finds it.
	const [, script = ''] = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html) ?? [];
	const [, template = ''] =
		new RegExp(`<script type="text/html" data-template-name="${type}">([\\s\\S]*?)</script>`).exec(
			html,
		) ?? [];
	return { type, script, ...inEditor(type, script, template) };
}

/** Runs the scripts of a dialog with as much of the editor as they need to register it. */
function inEditor(type: string, script: string, template: string) {
	const registered = new Map<string, Definition>();
	const anything: unknown = new Proxy(() => anything, { get: () => anything });
	const RED = {
		nodes: {
			registerType: (type: string, definition: Definition) => registered.set(type, definition),
		},
		validators: anything,
		_: (key: string) => key,
	};
	let form = template;
	const html = (changed?: string) => (changed === undefined ? form : (form = changed));
	const $ = (selector: string) =>
		selector === `script[data-template-name="${type}"]` ? { html } : anything;
	const editor = createContext({ RED, $, window: {} });
	for (const name of ['waypost-rows.js', 'waypost-dialogs.js']) {
		runInContext(read(`resources/${name}`), editor);
	}
	runInContext(script, editor);
	return { registered, form };
}

/** The texts of a node, by their path. */
export function readTexts(language: Language, type: string): Map<string, string> {
	const texts = new Map<string, string>();
	const collect = (at: unknown, path: string): void => {
		if (typeof at === 'string') texts.set(path, at);
		else for (const [key, value] of Object.entries(at as object)) collect(value, `${path}.${key}`);
	};
	const path = `src/nodes/locales/${language}/${type}.json`;
	for (const [key, value] of Object.entries(JSON.parse(read(path)) as object)) collect(value, key);
	return texts;
}

/** The texts that a file for the editor asks for, as `waypost-config:fields.session`; `a.` for any in a. */
export function textsAskedFor({ type, script, form }: EditorFile): string[] {
	const attributes = [...form.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, value = '']) =>
		value.split(';').map((part) => part.replace(/^\[[a-z-]+\]/, '')),
	);
	const calls = [...script.matchAll(/(?<!RED)\._\('([^']+)'/g)].map(([, key = '']) => key);
	return [...attributes, ...calls]
		.map((key) => (key.includes(':') ? key : `${type}:${key}`))
		.map((key) => key.replace('node-red-contrib-waypost/', ''))
		.filter((key) => key.startsWith('waypost-'));
}
