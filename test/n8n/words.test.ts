import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { Engine } from './engine.ts';

const ROOT = join(import.meta.dirname, '../..');
const FORBIDDEN_IN_TITLES = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;
const FOR_PROGRAMMERS =
	/\b(JIDs?|LIDs?|sockets?|payloads?|stanzas?|endpoints?|boolean|null|undefined|stack trace|exceptions?)\b/i;

/** What a node itself refuses: title and description of each call of `parameterError`. */
function refusals(): { where: string; title: string; todo: string }[] {
	const paths = readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' });
	return paths
		.filter((path) => path.endsWith('.ts'))
		.flatMap((path) => {
			const text = readFileSync(join(ROOT, 'nodes', path), 'utf8');
			return callsOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)).map(
				({ arguments: [, title, todo] }) => ({
					where: path,
					title: written(title),
					todo: written(todo),
				}),
			);
		});
}

function callsOf(node: ts.Node): ts.CallExpression[] {
	const isMeant = ts.isCallExpression(node) && node.expression.getText() === 'parameterError';
	const inside: ts.CallExpression[] = [];
	ts.forEachChild(node, (child) => void inside.push(...callsOf(child)));
	return isMeant ? [node, ...inside] : inside;
}

/** A text as it stands in the source; what is computed is an X. */
function written(expression: ts.Expression | undefined): string {
	if (!expression) return '';
	if (ts.isStringLiteralLike(expression)) return expression.text;
	if (!ts.isTemplateExpression(expression)) return 'X.';
	const { head, templateSpans } = expression;
	return head.text + templateSpans.map(({ literal }) => `X${literal.text || ''}`).join('');
}

describe('What a node itself refuses', () => {
	const found = refusals();

	test('is found in the sources', () => {
		expect(found.map(({ title }) => title)).toContain('No recipient is given');
	});

	test.each(found)('says what happened: $title ($where)', ({ title }) => {
		expect(title).toMatch(/^([A-Z]|n8n ).*[^.!?]$/);
		expect(title).not.toMatch(FORBIDDEN_IN_TITLES);
	});

	test.each(found)('says what to do: $todo ($where)', ({ todo }) => {
		expect(todo).toMatch(/(\.|X)$/);
		expect(todo).not.toMatch(FOR_PROGRAMMERS);
	});
});

interface Shown {
	displayName?: string;
	description?: string;
	hint?: string;
	placeholder?: string;
	action?: string;
	[name: string]: unknown;
}

/** Every object with words in it, however deep. */
function shownIn(value: unknown): Shown[] {
	if (typeof value !== 'object' || value === null) return [];
	const inside = Object.values(value).flatMap(shownIn);
	return Array.isArray(value) ? inside : [value as Shown, ...inside];
}

describe('What people read in the editor', () => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await Engine.start(ROOT);
	});

	test.each(['linkWhatsApp', 'sendMessage', 'sendAttachment', 'waypostTrigger'])(
		'of %s has no words for programmers',
		(node) => {
			const { description } = engine.nodeType(node);
			const texts = shownIn(description).flatMap(
				({ displayName, description, hint, placeholder, action, name }) =>
					[displayName, description, hint, placeholder, action, displayName ? '' : name].filter(
						(text) => typeof text === 'string',
					),
			);
			expect(texts.length).toBeGreaterThan(5);
			expect(texts.filter((text) => FOR_PROGRAMMERS.test(text))).toEqual([]);
		},
	);
});
