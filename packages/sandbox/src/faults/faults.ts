import { seededRandom } from '../random.js';
import { parseInput } from '../validation.js';
import { applies, fits, type FaultSubject } from './fault-match.js';
import {
	faultRuleSchema,
	type FaultRule,
	type FaultRuleInput,
	type FaultRuleOf,
} from './fault-rule.js';

/** A fault in force. */
export interface FaultHandle {
	readonly id: string;
	readonly rule: FaultRule;
	/** How often it struck. */
	readonly hits: number;
	/** False once removed or used up. */
	readonly active: boolean;
	/** True once taken away, by `remove` or `clear`. */
	readonly removed: boolean;
	remove(): void;
}

/** Made-to-fail: rules that are asked about every stanza, login and upgrade. */
export class Faults {
	readonly #faults = new Map<string, Fault>();
	#nextId = 1;

	/** Adds a rule; the first one added that matches wins. Throws INVALID_REQUEST. */
	add(input: FaultRuleInput): FaultHandle {
		const id = `fault-${this.#nextId++}`;
		const fault = new Fault(id, parseInput(faultRuleSchema, input), () => this.#faults.delete(id));
		this.#faults.set(id, fault);
		return fault;
	}

	get(id: string): FaultHandle | undefined {
		return this.#faults.get(id);
	}

	/** True when there are no rules at all. */
	get isEmpty(): boolean {
		return this.#faults.size === 0;
	}

	/** Rules in force, and rules used up but not removed. */
	all(): FaultHandle[] {
		return [...this.#faults.values()];
	}

	clear(): void {
		for (const fault of [...this.#faults.values()]) fault.remove();
	}

	/** The fault that strikes this stanza, counted as a hit. */
	strike(subject: FaultSubject): FaultHandle | undefined {
		return this.#first(
			({ rule }) =>
				appliesHere(rule, subject) && applies(rule.action, subject) && fits(rule.match, subject),
		);
	}

	/** The rule that strikes a WebSocket upgrade or a handshake, counted as a hit. */
	strikeBefore<A extends 'upgrade' | 'handshake'>(action: A): FaultRuleOf<A> | undefined {
		const found = this.#first(({ rule }) => rule.action === action);
		return found?.rule as FaultRuleOf<A> | undefined;
	}

	#first(matches: (fault: Fault) => boolean): FaultHandle | undefined {
		for (const fault of this.#faults.values()) {
			if (fault.active && matches(fault) && fault.draw()) return fault;
		}
		return undefined;
	}
}

/** A login is met by `failure` rules and by rules that say `tag: login`, by no others. */
function appliesHere(rule: FaultRule, { stanza }: FaultSubject): boolean {
	const wanted = rule.match.tag ?? (rule.action === 'failure' ? LOGIN_TAG : undefined);
	return wanted === LOGIN_TAG ? stanza.tag === LOGIN_TAG : stanza.tag !== LOGIN_TAG;
}

/** Tag under which a client's login is shown to the faults; there is no such stanza on the wire. */
export const LOGIN_TAG = 'login';

class Fault implements FaultHandle {
	readonly id: string;
	readonly rule: FaultRule;
	readonly #forget: () => void;
	readonly #random: () => number;
	#matches = 0;
	#hits = 0;
	#removed = false;

	constructor(id: string, rule: FaultRule, forget: () => void) {
		this.id = id;
		this.rule = rule;
		this.#forget = forget;
		this.#random = seededRandom(rule.seed);
	}

	get hits(): number {
		return this.#hits;
	}

	get active(): boolean {
		return !this.#removed && this.#hits < (this.rule.times ?? Infinity);
	}

	/** A silence lasts until this is true, also when `times` is used up. */
	get removed(): boolean {
		return this.#removed;
	}

	remove(): void {
		this.#removed = true;
		this.#forget();
	}

	/** A match happened: does it hit? */
	draw(): boolean {
		this.#matches += 1;
		const place = this.#matches - this.rule.after - 1;
		if (place < 0 || place % this.rule.every !== 0) return false;
		if (this.rule.probability < 1 && this.#random() >= this.rule.probability) return false;
		this.#hits += 1;
		return true;
	}
}
