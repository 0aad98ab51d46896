import { toE164 } from '../phone-number.js';
import { isForMany, STATUS_BROADCAST } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { Recipient } from './recipient.js';
import type { Screen } from './screen.js';

/** Timers cannot wait longer (Node); what is due later is looked at again. */
const LONGEST_WAIT_MS = 2_147_483_647;
/** How long a status is shown. */
const DAY_SECONDS = 86_400;

/** By chat: E.164 of the other person. */
export type DisappearingSnapshot = readonly (readonly [string, number])[];

export interface DisappearingOptions {
	readonly world: World;
	readonly account: Account;
	readonly screen: Screen;
}

type Expiring = Pick<DisplayedMessage, 'id' | 'from' | 'chat'> & {
	/** Milliseconds since 1970. */
	readonly due: number;
};

/** After how many seconds messages disappear in a phone's chats, and making them do so. */
export class Disappearing {
	readonly #options: DisappearingOptions;
	readonly #chats = new Map<string, number>();
	/** What is on the screen for a time, and when it goes. */
	readonly #expiring = new Map<string, Expiring>();
	/** When the first of them goes; milliseconds since 1970. */
	#next = Infinity;
	#cancel: () => void = () => undefined;

	constructor(options: DisappearingOptions) {
		this.#options = options;
	}

	/** 0: never. A group has its own; a chat that begins takes the account's default. */
	secondsIn(to: Recipient): number {
		if (to.kind === 'group') return to.group.ephemeralSeconds;
		const known = this.#chats.get(to.chat);
		if (known !== undefined) return known;
		const { account, screen } = this.#options;
		const begun = screen.all().some(({ message }) => message.chat === to.chat);
		return begun ? 0 : account.defaultTimer.seconds;
	}

	/** The same for a message that is written now: a chat keeps what it began with. */
	begin(to: Recipient): number {
		const seconds = this.secondsIn(to);
		if (to.kind === 'person') this.set(to.chat, seconds);
		return seconds;
	}

	/** Somebody else began the chat: it has their seconds. */
	adopt(chat: string, seconds: number): void {
		if (seconds > 0 && !isForMany(chat) && !this.#chats.has(chat)) this.set(chat, seconds);
	}

	/** @param chat - E.164 of the other person. */
	set(chat: string, seconds: number): void {
		this.#chats.set(chat, seconds);
	}

	/** When a message that comes onto the screen now goes again; ISO 8601, UTC. */
	endOf(chat: string, seconds: number): string | null {
		const lives = chat === STATUS_BROADCAST ? DAY_SECONDS : seconds;
		if (lives <= 0) return null;
		return new Date(this.#options.world.clock.now() + lives * 1_000).toISOString();
	}

	/** A message came onto the screen; takes it away when its time is over. */
	watch({ id, from, chat, expiresAt }: DisplayedMessage): void {
		if (expiresAt === null) return;
		const due = Date.parse(expiresAt);
		this.#expiring.set(`${from} ${id}`, { id, from, chat, due });
		if (due < this.#next) this.#waitForNext();
	}

	#sweep(): void {
		const { world, account, screen } = this.#options;
		const phoneNumber = toE164(account.number);
		for (const [key, { id, from, chat, due }] of this.#expiring) {
			if (due > world.clock.now()) continue;
			this.#expiring.delete(key);
			screen.remove({ id, from });
			world.events.publish('message.disappeared', { phoneNumber, chat, id });
		}
		this.#waitForNext();
	}

	#waitForNext(): void {
		this.#cancel();
		this.#next = Infinity;
		if (this.#expiring.size === 0) return;
		const { world } = this.#options;
		let next = Infinity;
		for (const { due } of this.#expiring.values()) next = Math.min(next, due);
		this.#next = next;
		const wait = Math.min(Math.max(1, next - world.clock.now()), LONGEST_WAIT_MS);
		this.#cancel = world.timers.after(wait, () => this.#sweep());
	}

	close(): void {
		this.#cancel();
	}

	toSnapshot(): DisappearingSnapshot {
		return [...this.#chats];
	}

	restore(chats: DisappearingSnapshot): void {
		for (const [chat, seconds] of chats) this.#chats.set(chat, seconds);
		for (const { message } of this.#options.screen.all()) this.watch(message);
		this.#sweep();
	}
}

const UNITS = [
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
	['second', 1],
] as const;

/** What a phone shows when somebody has set it. */
export function timerWords(seconds: number): string {
	if (seconds <= 0) return 'Messages do not disappear any more.';
	const [name, length] = UNITS.find(([, each]) => seconds % each === 0) ?? UNITS[3];
	const number = seconds / length;
	return `Messages disappear after ${number} ${name}${number === 1 ? '' : 's'}.`;
}
