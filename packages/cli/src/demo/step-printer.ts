import { print } from '../terminal.js';

/** Prints each step when it is done, with the time since the one before. */
export class StepPrinter {
	/** What was done last. */
	last = 'nothing';
	#since = performance.now();

	done(what: string): void {
		const now = performance.now();
		print(`✓ ${what}  (${Math.round(now - this.#since)} ms)`);
		this.#since = now;
		this.last = what;
	}
}
