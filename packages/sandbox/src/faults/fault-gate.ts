import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import { unixTime } from '../unix-time.js';
import type { World } from '../world.js';
import { corrupted } from './corrupt.js';
import { peerOf } from './fault-match.js';
import type { Direction, FaultRule } from './fault-rule.js';
import type { FaultHandle } from './faults.js';
import { groupsDirty } from './groups-dirty.js';
import { withOneAddress } from './one-address.js';
import { asUnreadableStatus } from './unreadable-status.js';

/** What would have happened to the stanza. */
export type GoOn = (subject: Stanza) => void | Promise<void>;

/** The connection a fault acts on. */
export interface FaultTarget {
	/** Digits of the account that logged in here. */
	readonly number: string | undefined;
	/** Sends without asking the faults again. */
	transmit(outgoing: Stanza): void;
	answerError(query: Stanza, code: number, text: string): void;
	streamError(code: number | undefined, child?: Stanza): void;
	fail(reason: number, attrs?: Attrs): void;
	cut(how: 'fin' | 'rst'): void;
	/** A step that was put off has failed. */
	abort(error: unknown): void;
}

/** Stands between a connection and what it sends and receives, and does what the faults say. */
export class FaultGate {
	readonly #world: World;
	readonly #target: FaultTarget;
	#silence: FaultHandle | undefined;

	constructor(world: World, target: FaultTarget) {
		this.#world = world;
		this.#target = target;
	}

	/** True while a silence swallows everything. */
	get silent(): boolean {
		if (this.#silence?.removed) this.#silence = undefined;
		return this.#silence !== undefined;
	}

	/** The fault that strikes this stanza, if any. */
	strike(direction: Direction, subject: Stanza, number = this.#target.number) {
		if (this.silent) return undefined;
		const peer = this.#world.accounts.byJid(peerOf(subject, direction))?.number;
		return this.#world.faults.strike({ direction, stanza: subject, number, peer });
	}

	/** Does what the fault says instead of what would have happened. */
	meet(fault: FaultHandle, subject: Stanza, goOn: GoOn): void {
		const { rule } = fault;
		switch (rule.action) {
			case 'drop':
			case 'upgrade':
				return;
			case 'delay':
				this.#world.timers.after(rule.ms, () => this.#run(goOn, subject));
				return;
			case 'duplicate':
				this.#run(goOn, subject, subject);
				return;
			case 'corrupt':
				this.#run(goOn, corrupted(subject));
				return;
			case 'unreadable-status':
				this.#run(goOn, asUnreadableStatus(subject));
				return;
			case 'one-address':
				this.#run(goOn, withOneAddress(subject));
				return;
			case 'attributes':
				this.#run(goOn, { ...subject, attrs: { ...subject.attrs, ...rule.attrs } });
				return;
			case 'groups-dirty':
				this.#target.transmit(groupsDirty());
				this.#run(goOn, subject);
				return;
			case 'silence':
				this.#silence = fault;
				return;
			default:
				this.#refuse(rule, subject);
		}
	}

	#refuse(rule: FaultRule, subject: Stanza): void {
		const target = this.#target;
		if (rule.action === 'ack-error') {
			const { id, to: from } = subject.attrs;
			const attrs = { class: 'message', id, from, t: unixTime(), error: rule.code };
			target.transmit(stanza('ack', attrs));
		} else if (rule.action === 'iq-error') target.answerError(subject, rule.code, rule.text);
		else if (rule.action === 'failure') target.fail(rule.reason, rule.attrs);
		else if (rule.action === 'close') target.cut(rule.how);
		else if (rule.action === 'stream-error') {
			target.streamError(rule.code, rule.child === undefined ? undefined : errorChild(rule.child));
		}
	}

	/** One after the other, outside the connection's own order. */
	#run(goOn: GoOn, ...subjects: Stanza[]): void {
		void (async () => {
			for (const subject of subjects) await goOn(subject);
		})().catch((error: unknown) => this.#target.abort(error));
	}
}

/** `conflict:replaced` is `<conflict type=replaced>`; a plain word is an empty stanza. */
function errorChild(name: string): Stanza {
	const [tag = name, type] = name.split(':');
	return stanza(tag, { type });
}
