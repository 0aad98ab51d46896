import { expect, test } from '@jest/globals';
import { toTimeLock } from './time-lock.js';

const ENDS = new Date('2026-11-22T10:00:00Z');

test.each([
	['none', { isActive: false }, null],
	['one that ended', { isActive: false, timeEnforcementEnds: ENDS }, null],
	['one with an end', { isActive: true, timeEnforcementEnds: ENDS }, { until: ENDS.getTime() }],
	['one without an end', { isActive: true }, { until: null }],
	[
		'one whose end cannot be read',
		{ isActive: true, timeEnforcementEnds: new Date('x') },
		{ until: null },
	],
])('a time-lock: %s', (_what, told, lock) => {
	expect(toTimeLock(told)).toEqual(lock);
});
