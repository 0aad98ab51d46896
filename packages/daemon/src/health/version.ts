import { readFileSync } from 'node:fs';

/** The version of the daemon, from its package.json (two folders up, in `src` as in `dist`). */
export function readVersion(): string {
	const file = new URL('../../package.json', import.meta.url);
	const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
	return version;
}
