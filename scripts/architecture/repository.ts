import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './rule.ts';
import { readSourceFiles } from './source-file.ts';

interface Manifest {
	devDependencies?: Record<string, string>;
	dependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
}

/** Packages whose build puts what they import into their own files. */
const BUNDLED = ['packages/node-red'];

/** The packages that a package.json declares for run time, or for the build that bundles them. */
function declaredIn(file: string, isBundled: boolean): ReadonlySet<string> {
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
	return new Set(
		Object.keys({
			...manifest.dependencies,
			...manifest.peerDependencies,
			...manifest.optionalDependencies,
			...(isBundled && manifest.devDependencies),
		}),
	);
}

/** Reads this repository from disk. */
export function readRepository(root: string): Repository {
	const packages = readdirSync(join(root, 'packages'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => `packages/${name}`);
	return {
		files: readSourceFiles(root),
		declared: new Map(
			packages.map((folder) => [
				folder,
				declaredIn(join(root, folder, 'package.json'), BUNDLED.includes(folder)),
			]),
		),
	};
}
