import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { median } from '../statistics.ts';

const WRITES = 200;
/** About what one commit of SQLite adds to its write-ahead log. */
const BYTES = 8 * 1024;

/** @returns milliseconds to make a small append durable here; the median of 200. */
export function measureFsync(file: string): number {
	const bytes = Buffer.alloc(BYTES, 1);
	const fd = openSync(file, 'w');
	try {
		return median(
			Array.from({ length: WRITES }, () => {
				writeSync(fd, bytes);
				const startedAt = performance.now();
				fdatasyncSync(fd);
				return performance.now() - startedAt;
			}),
		);
	} finally {
		closeSync(fd);
	}
}
