import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/**
 * Puts the package where n8n keeps community packages, as it is published: `npm pack`, unpacked. Under
 * `nodes/node_modules` its nodes have their real names, such as `n8n-nodes-waypost.sendMessage`.
 *
 * @param home - N8N_USER_FOLDER.
 */
export async function installPackedPackage(home: string): Promise<void> {
	const nodes = join(home, '.n8n/nodes');
	const modules = join(nodes, 'node_modules');
	await mkdir(modules, { recursive: true });
	await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', nodes], {
		cwd: ROOT,
		timeout: 60_000,
	});
	const tarball = (await readdir(nodes)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack made no tarball.');
	await run('tar', ['xzf', join(nodes, tarball), '-C', modules], { timeout: 60_000 });
	await rename(join(modules, 'package'), join(modules, 'n8n-nodes-waypost'));
	await writeFile(
		join(nodes, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true }),
	);
}
