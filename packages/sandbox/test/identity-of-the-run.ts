import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '../src/transport/identity-folder.js';

/** Made by jest.config.ts, which removes it when the run ends. */
const { WAYPOST_TEST_RUN_FOLDER: runFolder } = process.env;

let folder: Promise<string> | undefined;

/**
 * The folder with one root key and certificate for the sandboxes of all test files: making them in
 * each file anew takes 0.2 s. Undefined outside of a run of jest, where each sandbox has its own.
 */
export async function identityOfTheRun(): Promise<string | undefined> {
	if (runFolder === undefined) return undefined;
	return (folder ??= openOrMake(join(runFolder, 'identity'), runFolder));
}

async function openOrMake(kept: string, runs: string): Promise<string> {
	if (existsSync(kept)) return kept;
	const made = mkdtempSync(join(runs, 'new-identity-'));
	await openIdentity(made);
	try {
		renameSync(made, kept);
	} catch (error) {
		// Another worker was first: a folder does not take the place of one that has files.
		if (!existsSync(kept)) throw error;
		rmSync(made, { recursive: true });
	}
	return kept;
}
