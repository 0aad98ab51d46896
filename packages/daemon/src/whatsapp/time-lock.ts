import type { TimeLock } from './whatsapp-connection.js';

/** As Baileys tells it, asked for or not (`Types/State.d.ts`, ReachoutTimelockState). */
export interface ReachoutTimeLock {
	isActive?: boolean;
	timeEnforcementEnds?: Date | undefined;
}

/** @returns null when this number may write to new people. */
export function toTimeLock({ isActive, timeEnforcementEnds }: ReachoutTimeLock): TimeLock | null {
	if (!isActive) return null;
	const until = timeEnforcementEnds?.getTime() ?? Number.NaN;
	return { until: Number.isNaN(until) ? null : until };
}
