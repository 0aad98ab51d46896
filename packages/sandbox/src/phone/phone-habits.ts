import { toE164 } from '../phone-number.js';
import type { Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { block } from '../people/blocklist.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import { OptOuts, type OptOut, type OptOutsSnapshot } from './opt-outs.js';
import { changedRules, DEFAULT_RULES, type PhoneRules } from './phone-rules.js';
import { fits, sameWords } from './text-pattern.js';

const KEPT = 1_000;

export interface PhoneHabitsOptions {
	readonly world: World;
	readonly account: Account;
	/** Reads the chat with this jid. */
	read(chat: string): Promise<void>;
	/** Shows "typing…" in the chat with this jid. */
	typing(chat: string): Promise<void>;
	/** Writes to this jid; the id is known before the message is sent. */
	write(to: string, text: string, onId: (id: string) => void): Promise<unknown>;
	react(to: string, messageId: string, emoji: string): Promise<unknown>;
}

export interface PhoneHabitsSnapshot {
	readonly rules: PhoneRules;
	readonly automatic: readonly string[];
	readonly answered: readonly string[];
	readonly optOuts: OptOutsSnapshot;
}

/** What a phone does by itself when a message comes in. */
export class PhoneHabits {
	readonly #options: PhoneHabitsOptions;
	/** Ids of messages written by rule. */
	readonly #automatic = new Set<string>();
	/** Chats that have had an automatic answer. */
	readonly #answered = new Set<string>();
	readonly #optOuts = new OptOuts();
	#rules: PhoneRules = DEFAULT_RULES;

	constructor(options: PhoneHabitsOptions) {
		this.#options = options;
	}

	get rules(): PhoneRules {
		return this.#rules;
	}

	/** Those who were told to stop. */
	get optOuts(): OptOut[] {
		return this.#optOuts.all();
	}

	/** Rules not named stay as they are. Throws INVALID_REQUEST. */
	change(rules: Partial<PhoneRules>): void {
		this.#rules = changedRules(this.#rules, rules);
		if (!this.#rules.autoReplyOnce) this.#answered.clear();
		if (this.#rules.optOutWord === null) this.#optOuts.clear();
	}

	/** Whether this phone wrote that message by a rule. */
	wroteByRule(messageId: string): boolean {
		return this.#automatic.has(messageId);
	}

	toSnapshot(): PhoneHabitsSnapshot {
		return {
			rules: this.#rules,
			automatic: [...this.#automatic],
			answered: [...this.#answered],
			optOuts: this.#optOuts.toSnapshot(),
		};
	}

	restore({ rules, automatic, answered, optOuts }: PhoneHabitsSnapshot): void {
		this.change(rules);
		for (const id of automatic) this.#automatic.add(id);
		for (const chat of answered) this.#answered.add(chat);
		this.#optOuts.restore(optOuts);
	}

	/** Its owner has written, here or on a linked device. */
	onWritten({ chat, kind, text }: DisplayedMessage): void {
		const { optOutWord, optOutThen } = this.#rules;
		if (optOutWord === null || kind !== 'text' || !sameWords(text ?? '', optOutWord)) return;
		const { world, account } = this.#options;
		const other = chat.startsWith('+') ? world.accounts.byPhoneNumber(chat) : undefined;
		if (!other || other === account) return;
		this.#optOuts.tell(chat, world.clock.iso());
		if (optOutThen === 'block') block(world, account, other);
	}

	/** Two phones that both answer by themselves would never stop, so answers get no answer. */
	onReceived(message: DisplayedMessage, incoming: Stanza): void {
		const { world } = this.#options;
		const { from = '', participant = from } = incoming.attrs;
		const automatic = world.accounts.byJid(participant)?.phone.wroteByRule(message.id) ?? false;
		if (!this.#rules.neverAnswers) this.#read(from);
		if (message.kind === 'reaction' || message.kind === 'notice') return;
		if (this.#rules.blocksSenders) this.#block(message.from);
		if (this.#optOuts.has(message.chat)) return this.#reportIgnored(message);
		if (automatic || this.#rules.neverAnswers || this.#optOut(message, from)) return;
		this.#later(this.#rules.replyAfterMs, () => this.#answer(message, from));
	}

	#read(chat: string): void {
		const { readAfterMs } = this.#rules;
		if (readAfterMs === null) return;
		this.#later(readAfterMs, () => this.#quietly(this.#options.read(chat)));
	}

	#answer(message: DisplayedMessage, to: string): void {
		const { reactWith, typingMs } = this.#rules;
		if (reactWith !== null) this.#quietly(this.#options.react(to, message.id, reactWith));
		const text = this.#replyTo(message);
		if (text === null) return;
		this.#answered.add(message.chat);
		if (typingMs > 0) this.#quietly(this.#options.typing(to));
		this.#later(typingMs, () => this.#write(to, text));
	}

	#replyTo({ chat, text }: DisplayedMessage): string | null {
		const { autoReply, autoReplyTo, autoReplyOnce } = this.#rules;
		if (autoReplyTo !== null && !fits(text ?? '', autoReplyTo)) return null;
		return autoReplyOnce && this.#answered.has(chat) ? null : autoReply;
	}

	/** Writes the word when there were enough messages. Returns whether it did. */
	#optOut({ chat }: DisplayedMessage, to: string): boolean {
		const { optOutWord, optOutAfter } = this.#rules;
		if (optOutWord === null || optOutAfter === null || !chat.startsWith('+')) return false;
		if (this.#optOuts.count(chat) < optOutAfter) return false;
		this.#write(to, optOutWord);
		return true;
	}

	#reportIgnored({ chat, id }: DisplayedMessage): void {
		const { world, account } = this.#options;
		const phoneNumber = toE164(account.number);
		const ignored = this.#optOuts.ignore(chat);
		world.events.publish('phone.opt-out-ignored', { phoneNumber, chat, messageId: id, ignored });
	}

	#block(number: string): void {
		const { world, account } = this.#options;
		const other = world.accounts.byPhoneNumber(number);
		if (other) block(world, account, other);
	}

	#write(to: string, text: string): void {
		this.#quietly(this.#options.write(to, text, (id) => this.#rememberAutomatic(id)));
	}

	#rememberAutomatic(id: string): void {
		this.#automatic.add(id);
		const oldest = this.#automatic.values().next();
		if (this.#automatic.size > KEPT && !oldest.done) this.#automatic.delete(oldest.value);
	}

	/** A phone that was taken away meanwhile does nothing more. */
	#later(delayMs: number, act: () => void): void {
		const { world, account } = this.#options;
		world.timers.after(delayMs, () => {
			if (world.accounts.byDigits(account.number) === account) act();
		});
	}

	#quietly(work: Promise<unknown>): void {
		work.catch((error: unknown) => {
			this.#options.world.logger.debug({ err: error }, 'a rule of a phone could not be followed');
		});
	}
}
