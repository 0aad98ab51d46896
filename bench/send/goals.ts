import { median } from '../statistics.ts';
import type { Load, Measured } from './load.ts';

/** One load as all three sides met it, in one round. */
export interface Round {
	files: Measured;
	memory: Measured;
	waypost: Measured;
}

export interface Goal {
	text: string;
	isMet: boolean;
}

const ratio = (rounds: readonly Round[], side: 'files' | 'memory'): number =>
	median(rounds.map((round) => round.waypost.textsPerSecond / round[side].textsPerSecond));

/** What is promised for a load with several texts in flight: how many get through. */
export function throughputGoals({ name }: Load, rounds: readonly Round[]): Goal[] {
	const goal = (side: 'files' | 'memory', least: number): Goal => {
		const reached = ratio(rounds, side);
		return {
			text: `${name}: ${reached.toFixed(2)} times Baileys with ${side === 'files' ? 'its files' : 'a store in memory'}, at least ${least}`,
			isMet: reached >= least,
		};
	};
	return [goal('files', 2), goal('memory', 0.7)];
}

/**
 * What is promised for one text at a time: how soon it is acknowledged. Each accepted text is on disk
 * before it leaves, which costs one fsync more than bare Baileys pays.
 */
export function latencyGoal({ name }: Load, rounds: readonly Round[], fsyncMs: number): Goal {
	const bare = median(rounds.map(({ files }) => files.p50));
	const waypost = median(rounds.map((round) => round.waypost.p50));
	const most = Math.max(bare * 1.3, bare + fsyncMs + 5);
	return {
		text: `${name}: acknowledged after ${waypost.toFixed(1)} ms (p50), at most ${most.toFixed(1)} ms (Baileys with its files: ${bare.toFixed(1)} ms)`,
		isMet: waypost <= most,
	};
}
