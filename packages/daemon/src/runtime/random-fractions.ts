import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;

/**
 * Fractions from 0 to below 1, in steps of 1/256, from the system's random source, which is asked once
 * for thousands of them: one question costs as much as making a whole id.
 */
export function createRandomFractions(): () => number {
	const pool = Buffer.alloc(POOL_BYTES);
	let used = POOL_BYTES;
	return () => {
		if (used === POOL_BYTES) {
			randomFillSync(pool);
			used = 0;
		}
		return pool.readUInt8(used++) / 256;
	};
}
