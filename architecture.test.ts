import { describe, expect, test } from '@jest/globals';
import { NO_CYCLES } from './scripts/architecture/cycles.ts';
import { INSIDE_DAEMON } from './scripts/architecture/daemon-table.ts';
import { FILE_RULES } from './scripts/architecture/file-rules.ts';
import { INSIDE_NODES } from './scripts/architecture/nodes-table.ts';
import { BETWEEN_PACKAGES } from './scripts/architecture/package-table.ts';
import { readRepository } from './scripts/architecture/repository.ts';
import { importRule, type Rule } from './scripts/architecture/rule.ts';
import { parseSourceFile } from './scripts/architecture/source-file.ts';

const RULES: readonly Rule[] = [
	...[...BETWEEN_PACKAGES, ...INSIDE_DAEMON, ...INSIDE_NODES].map(importRule),
	...FILE_RULES,
	NO_CYCLES,
];

describe('the repository keeps its rules', () => {
	const repository = readRepository(import.meta.dirname);

	test('its sources are found', () => {
		const paths = repository.files.map(({ path }) => path);
		expect(paths).toContain('packages/daemon/src/whatsapp/whatsapp-connection.ts');
		expect(paths).toContain('nodes/SendMessage/SendMessage.node.ts');
	});

	test.each(RULES)('$name', (rule) => {
		expect(rule.breaches(repository)).toEqual([]);
	});
});

describe('a breach is noticed, with its file and line', () => {
	test.each(RULES)('$name', (rule) => {
		const [{ path, text }] = rule.broken;
		const breaches = rule.breaches({
			files: rule.broken.map((example) => parseSourceFile(example.path, example.text)),
			declared: new Map(),
		});
		expect(breaches).toEqual([expect.stringContaining(`${path}:${text.split('\n').length} `)]);
	});
});

describe('imports are read', () => {
	const importsOf = (text: string) => parseSourceFile('packages/a/src/b/c.ts', text).imports;

	test.each([
		["import a from './d.js';", 'packages/a/src/b/d.ts'],
		["export * from '../d.js';", 'packages/a/src/d.ts'],
		["import a from '../../../../nodes/shared/d';", 'nodes/shared/d.ts'],
		["await import('zod/v4');", 'zod'],
		["const a = require('@scope/name/file');", '@scope/name'],
		["type A = import('node:fs/promises').FileHandle;", 'node:fs'],
	])('from %s', (text, target) => {
		expect(importsOf(text)).toMatchObject([{ target, line: 1 }]);
	});

	test.each([
		["import type { A } from 'a';", true],
		["export type { A } from 'a';", true],
		["let a: import('a').A;", true],
		["import { type A } from 'a';", false],
		["import { A } from 'a';", false],
	])('as types or not: %s', (text, typeOnly) => {
		expect(importsOf(text)).toMatchObject([{ typeOnly }]);
	});
});
