import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SandboxError } from '../errors.js';

const HOLDER = z.object({ pid: z.number().int(), startedAt: z.number() });

/** Keeps a second sandbox out of a data folder, which would overwrite what the first one saves. */
export class FolderLock {
	readonly #file: string;

	private constructor(file: string) {
		this.#file = file;
	}

	/** Rejects DATA_FOLDER_IN_USE. The lock of a process that is gone counts for nothing. */
	static async take(folder: string): Promise<FolderLock> {
		const file = join(folder, 'lock.json');
		const own = JSON.stringify({ pid: process.pid, startedAt: performance.timeOrigin });
		if (!(await writeIfNew(file, own))) {
			const pid = await livingHolder(file);
			if (pid !== undefined) throw inUse(folder, file, pid);
			await writeFile(file, own);
		}
		return new FolderLock(file);
	}

	async release(): Promise<void> {
		await rm(this.#file, { force: true });
	}
}

async function writeIfNew(file: string, text: string): Promise<boolean> {
	try {
		await writeFile(file, text, { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function livingHolder(file: string): Promise<number | undefined> {
	const holder = HOLDER.safeParse(parsed(await readFile(file, 'utf8'))).data;
	if (!holder) return undefined;
	const { pid, startedAt } = holder;
	// In a container, the process before this one often had the same number.
	if (pid === process.pid) return startedAt === performance.timeOrigin ? pid : undefined;
	return isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function inUse(folder: string, file: string, pid: number): SandboxError {
	const message =
		`The data folder ${folder} is used by another sandbox (process ${pid}). ` +
		`Stop that one, or name another folder. If there is no such sandbox, delete ${file}.`;
	return new SandboxError('DATA_FOLDER_IN_USE', message);
}
