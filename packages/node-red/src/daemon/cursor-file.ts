import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Events that nobody wants move the cursor too, or it would outlive the log; not each is written. */
const LONGEST_UNWRITTEN_MS = 60_000;

/**
 * The id of the last event that a node handled, in a file of its own in the folder of Node-RED: so that
 * it goes on there after a restart. Written at once, since nobody is told before Node-RED is killed.
 */
export class CursorFile {
	readonly #path: string;
	#written: string | undefined;
	#writtenAt = 0;

	/** @param folder - the user folder of Node-RED. */
	constructor(folder: string, nodeId: string) {
		this.#path = join(folder, 'waypost', `${nodeId.replaceAll(/[^\w.-]/g, '_')}.json`);
	}

	/** Undefined when there is none; a file that cannot be read is as good as none. */
	read(): string | undefined {
		try {
			const { after } = JSON.parse(readFileSync(this.#path, 'utf8')) as { after?: unknown };
			this.#written = typeof after === 'string' ? after : undefined;
		} catch {
			this.#written = undefined;
		}
		return this.#written;
	}

	/** @throws Error of the file system. */
	write(after: string): void {
		if (after === this.#written) return;
		mkdirSync(dirname(this.#path), { recursive: true });
		// Whole or not at all: the old file stays until the new one is complete.
		writeFileSync(`${this.#path}.new`, `${JSON.stringify({ after })}\n`);
		renameSync(`${this.#path}.new`, this.#path);
		this.#written = after;
		this.#writtenAt = Date.now();
	}

	/** Writes now and then. @throws Error of the file system. */
	move(after: string): void {
		if (Date.now() - this.#writtenAt >= LONGEST_UNWRITTEN_MS) this.write(after);
	}

	remove(): void {
		rmSync(this.#path, { force: true });
		this.#written = undefined;
	}
}
