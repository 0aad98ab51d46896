import { existsSync, statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 1024 ** 3;

/**
 * Where tests keep stores: in memory if there is room. The daemon waits for the disk at each commit, a
 * tenth of the time of a test; the lanes that kill it do keep theirs on the disk.
 */
function parentFolder(): string {
	if (!existsSync(IN_MEMORY)) return tmpdir();
	const { bavail, bsize } = statfsSync(IN_MEMORY);
	return bavail * bsize > ROOM_BYTES ? IN_MEMORY : tmpdir();
}

/** A new folder for what a test stores; whoever makes it removes it. */
export const makeFastFolder = (prefix: string): Promise<string> =>
	mkdtemp(join(parentFolder(), prefix));
