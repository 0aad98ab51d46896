import { constants } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { WaypostError } from '../runtime/waypost-error.js';

const refused = (why: string, cause?: unknown): WaypostError =>
	new WaypostError('MEDIA_PATH_INVALID', why, { cause });

/** @throws WaypostError MEDIA_PATH_INVALID that names the setting. */
export function assertMediaDir(mediaDir: string | null): string {
	if (mediaDir !== null) return mediaDir;
	throw refused(
		'Files of this machine cannot be sent: WAYPOST_MEDIA_DIR is not set. Start the daemon with WAYPOST_MEDIA_DIR=/the/folder, or upload the file.',
	);
}

/** As somebody may decode it later; null when it is not URL-encoded. */
function decodeOnce(path: string): string | null {
	try {
		return decodeURIComponent(path);
	} catch {
		return null;
	}
}

function reasonAgainst(path: string): string | null {
	if (path.includes('\0')) return 'holds a NUL character';
	if (/^[a-z]:/i.test(path)) return 'names a drive';
	if (path.includes('\\')) return 'holds a backslash; write folders with /';
	if (path.startsWith('/')) return 'is absolute';
	const segments = path.split('/');
	if (segments.includes('..')) return 'leads upwards';
	if (segments.some((segment) => segment === '' || segment === '.')) return 'has an empty part';
	return segments.some((segment) => segment.startsWith('.')) ? 'names a hidden file' : null;
}

/**
 * Judges a path by its form, as it is written and decoded once.
 *
 * @throws WaypostError MEDIA_PATH_INVALID
 */
export function assertMediaPath(path: string): void {
	const reason = reasonAgainst(path) ?? reasonAgainst(decodeOnce(path) ?? path);
	if (reason === null) return;
	throw refused(
		`The path ${reason}. Give a path under WAYPOST_MEDIA_DIR, such as invoices/march.pdf.`,
	);
}

/**
 * Opens a file of the media folder. What is read afterwards is the file that was judged, whatever
 * becomes of its name: use the handle, never the path again.
 *
 * @param root - the media folder, absolute.
 * @param path - relative to it.
 * @throws WaypostError MEDIA_PATH_INVALID for what is not a regular file inside of the folder.
 */
export async function openMediaPath(root: string, path: string): Promise<FileHandle> {
	assertMediaPath(path);
	const target = await resolveInside(root, path);
	// A FIFO would wait for its writer for ever without O_NONBLOCK.
	const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
	const handle = await open(target, flags).catch((cause: unknown) => {
		throw notThere(path, cause);
	});
	try {
		await assertSameFile(root, path, handle);
		return handle;
	} catch (error) {
		await handle.close();
		throw error;
	}
}

async function resolveInside(root: string, path: string): Promise<string> {
	const folder = await realpath(root).catch((cause: unknown) => {
		throw refused(`WAYPOST_MEDIA_DIR names ${root}, which is not there. Make the folder.`, cause);
	});
	const target = await realpath(join(folder, path)).catch((cause: unknown) => {
		throw notThere(path, cause);
	});
	const inside = relative(folder, target);
	if (!target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
		throw refused(`${path} is a link that leads out of WAYPOST_MEDIA_DIR. Copy the file into it.`);
	}
	if (inside.split(sep).some((segment) => segment.startsWith('.'))) {
		throw refused(`${path} is a link to a hidden file, which is not sent.`);
	}
	return target;
}

/** A folder on the way may have become a link between the look and the opening: look again. */
async function assertSameFile(root: string, path: string, handle: FileHandle): Promise<void> {
	const opened = await handle.stat();
	if (!opened.isFile())
		throw refused(`${path} is not a file. Name a file, not a folder or a pipe.`);
	const named = await lstat(await resolveInside(root, path));
	if (named.ino === opened.ino && named.dev === opened.dev) return;
	throw refused(`${path} changed while it was opened. Try again.`);
}

const notThere = (path: string, cause: unknown): WaypostError =>
	refused(`There is no file ${path} in WAYPOST_MEDIA_DIR that the daemon may read.`, cause);
