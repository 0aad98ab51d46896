import { stanzaFrom } from '../stanza/stanza-input.js';
import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { FrameChange } from '../transport/noise-transport.js';
import type { World } from '../world.js';
import { changed } from './changed.js';
import type { ConnectionAct } from './connection-act.js';
import { peerOf } from './fault-match.js';
import type { Direction, FaultRuleOf } from './fault-rule.js';
import type { FaultHandle } from './faults.js';
import { damageOf } from './frame-damage.js';
import { groupsDirty } from './groups-dirty.js';
import { QueryNames } from './query-names.js';

/** How a connection is cut; `black-hole` leaves it open with no byte arriving any more. */
export type Cut = 'fin' | 'rst' | 'half-close' | 'black-hole' | 'websocket';

/** What would have happened to the stanza. */
export type GoOn = (subject: Stanza) => void | Promise<void>;

/** The connection a fault acts on. */
export interface FaultTarget {
	/** Digits of the account that logged in here. */
	readonly number: string | undefined;
	/** Sends without asking the faults again. */
	transmit(outgoing: Stanza): void;
	/** Sends a frame that is damaged on its way. */
	transmitDamaged(outgoing: Stanza, damage: FrameChange): void;
	answerError(query: Stanza, code: number, text: string): void;
	streamError(code: number | undefined, child?: Stanza): void;
	fail(reason: number, attrs?: Attrs): void;
	cut(how: Cut, code?: number): void;
	/** A step that was put off has failed. */
	abort(error: unknown): void;
}

/** Stands between a connection and what it sends and receives, and does what the faults say. */
export class FaultGate {
	readonly #world: World;
	readonly #target: FaultTarget;
	readonly #queries = new QueryNames();
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
		const answers = this.#queries.follow(direction, subject);
		if (this.silent || this.#world.faults.isEmpty) return undefined;
		const peer = this.#world.accounts.byJid(peerOf(subject, direction))?.number;
		return this.#world.faults.strike({ direction, stanza: subject, number, peer, answers });
	}

	/** Does what the fault says instead of what would have happened. */
	meet(fault: FaultHandle, subject: Stanza, goOn: GoOn): void {
		const { rule } = fault;
		switch (rule.action) {
			case 'drop':
			case 'upgrade':
			case 'handshake':
				return;
			case 'delay':
				this.#world.timers.after(rule.ms, () => this.#run(goOn, subject));
				return;
			case 'duplicate':
				this.#run(goOn, ...Array.from({ length: rule.copies }, () => subject));
				return;
			case 'groups-dirty':
				this.#target.transmit(groupsDirty(this.#world.clock.unixTime()));
				this.#run(goOn, subject);
				return;
			case 'inject':
				this.act(rule);
				if (!rule.instead) this.#run(goOn, subject);
				return;
			case 'frame':
				this.#target.transmitDamaged(subject, damageOf(rule.kind, rule.seed, rule.base64));
				return;
			case 'silence':
				this.#silence = fault;
				return;
			case 'ack-error':
			case 'iq-error':
				this.#refuse(rule, subject);
				return;
			case 'close':
			case 'failure':
			case 'stream-error':
				this.act(rule);
				return;
			default:
				this.#run(goOn, changed(subject, rule));
		}
	}

	/** Does to the connection what needs no stanza. */
	act(act: ConnectionAct): void {
		const target = this.#target;
		switch (act.action) {
			case 'close':
				return target.cut(act.how, act.code);
			case 'failure':
				return target.fail(act.reason, act.attrs);
			case 'inject':
				return target.transmit(stanzaFrom(act.stanza));
			case 'stream-error':
				target.streamError(act.code, act.child === undefined ? undefined : errorChild(act.child));
		}
	}

	#refuse(rule: FaultRuleOf<'ack-error' | 'iq-error'>, subject: Stanza): void {
		if (rule.action === 'iq-error') {
			this.#target.answerError(subject, rule.code, rule.text);
			return;
		}
		const { id, to: from } = subject.attrs;
		const t = this.#world.clock.unixTime();
		const ack = stanza('ack', { class: 'message', id, from, t, error: rule.code });
		const { ackDelayMs } = this.#world.settings.current;
		this.#world.timers.after(ackDelayMs, () => this.#target.transmit(ack));
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
