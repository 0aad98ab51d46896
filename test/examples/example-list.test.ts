import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const LIST = join(ROOT, 'examples/README.md');

/** Where the list looks, as its links say it. */
const FOLDERS = ['n8n', '../packages/node-red/examples'];

test.each(FOLDERS)('examples/README.md lists what is in %s', (folder) => {
	const there = readdirSync(join(ROOT, 'examples', folder)).filter((name) =>
		name.endsWith('.json'),
	);
	const links = readFileSync(LIST, 'utf8').matchAll(/\]\(([^)#]+)\/([^/)]+\.json)\)/g);
	const listed = [...links].flatMap(([, from, name]) => (from === folder ? [name] : []));
	expect(listed.sort()).toEqual(there.sort());
});
