import { createDaemon, createLogger, readConfig } from '../src/index.js';
import { systemClock, type Clock } from '../src/runtime/clock.js';
import type { World } from './world.js';

/** A clock that is set wrong, and stands still until a test moves it; its timers run as they do here. */
export class ShiftedClock implements Clock {
	readonly after = systemClock.after;
	#now: number;

	/** @param aheadMs - how much later it is there than on this computer; negative for earlier. */
	constructor(aheadMs: number) {
		this.#now = systemClock.now() + aheadMs;
	}

	now(): number {
		return this.#now;
	}

	/** Lets time pass. */
	pass(ms: number): void {
		this.#now += ms;
	}
}

/** Starts the daemon of a world anew, at a new address, where it is another time than here. */
export async function restartWithClock(world: World, clock: Clock): Promise<void> {
	await world.daemon.close();
	const { config } = readConfig(world.environment());
	world.daemon = await createDaemon({
		config,
		clock,
		logger: createLogger({ level: config.logLevel }),
	});
}
