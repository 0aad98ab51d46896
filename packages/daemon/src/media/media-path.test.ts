import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assertMediaDir, openMediaPath } from './media-path.js';

const INVALID = { code: 'MEDIA_PATH_INVALID' };

describe('a path under WAYPOST_MEDIA_DIR', () => {
	let base: string;
	let root: string;

	const read = async (path: string): Promise<string> => {
		const handle = await openMediaPath(root, path);
		try {
			return await text(handle.createReadStream({ autoClose: false }));
		} finally {
			await handle.close();
		}
	};

	beforeAll(() => {
		base = realpathSync(mkdtempSync(join(tmpdir(), 'waypost-media-path-')));
		root = join(base, 'media');
		mkdirSync(join(root, 'invoices'), { recursive: true });
		mkdirSync(join(base, 'media-secret'));
		writeFileSync(join(root, 'invoices', 'march.pdf'), 'march');
		writeFileSync(join(root, '100%.txt'), 'percent');
		writeFileSync(join(root, 'a..b.txt'), 'dots');
		writeFileSync(join(root, '.hidden'), 'secret');
		writeFileSync(join(base, 'outside.txt'), 'secret');
		writeFileSync(join(base, 'media-secret', 'file.txt'), 'secret');
		symlinkSync('invoices/march.pdf', join(root, 'latest.pdf'));
		symlinkSync('../outside.txt', join(root, 'out.txt'));
		symlinkSync('../media-secret', join(root, 'sibling'));
		symlinkSync('.hidden', join(root, 'shown'));
		symlinkSync('/etc', join(root, 'etc'));
		execFileSync('mkfifo', [join(root, 'pipe')]);
	});
	afterAll(() => rmSync(base, { recursive: true }));

	test.each([
		['invoices/march.pdf', 'march'],
		['100%.txt', 'percent'],
		['a..b.txt', 'dots'],
		['latest.pdf', 'march'],
	])('%s leads to its file', async (path, content) => {
		expect(await read(path)).toBe(content);
	});

	test.each([
		'../outside.txt',
		'invoices/../../outside.txt',
		'invoices/../latest.pdf',
		'..%2foutside.txt',
		'%2e%2e/outside.txt',
		'%252e%252e/outside.txt',
		'%2fetc%2fpasswd',
		'/etc/passwd',
		'/proc/self/environ',
		'C:\\outside.txt',
		'c:outside.txt',
		'..\\outside.txt',
		'invoices%5c..%5cmarch.pdf',
		'march\0.pdf',
		'invoices%00/march.pdf',
		'out.txt',
		'sibling/file.txt',
		'etc/passwd',
		'pipe',
		'invoices',
		'.hidden',
		'shown',
		'.',
		'invoices//march.pdf',
		'invoices/',
		'not-there.pdf',
		'x'.repeat(1_000),
	])('%j is refused', async (path) => {
		await expect(read(path)).rejects.toMatchObject(INVALID);
	});

	test('that is taken from under the reader still gives what was judged', async () => {
		writeFileSync(join(root, 'swapped.txt'), 'the one that was judged');
		const handle = await openMediaPath(root, 'swapped.txt');
		symlinkSync('../outside.txt', join(root, 'evil'));
		await rename(join(root, 'evil'), join(root, 'swapped.txt'));
		expect(await text(handle.createReadStream())).toBe('the one that was judged');
	});

	test('says that the folder is not there', async () => {
		await expect(openMediaPath(join(base, 'nowhere'), 'a.txt')).rejects.toThrow(
			/WAYPOST_MEDIA_DIR names .*nowhere, which is not there/,
		);
	});

	test('needs the setting, which the refusal names', () => {
		expect(() => assertMediaDir(null)).toThrow(/WAYPOST_MEDIA_DIR is not set/);
	});
});
