import type { Stanza } from '../stanza/stanza.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import { DEFAULT_RULES, type PhoneRules } from './phone-rules.js';

export interface PhoneHabitsOptions {
	readonly world: World;
	/** Reads the chat with this jid. */
	read(chat: string): Promise<void>;
	/** Writes to this jid and returns the id, known before the message is sent. */
	reply(to: string, text: string, onId: (id: string) => void): Promise<void>;
}

/** What a phone does by itself when a message comes in. */
export class PhoneHabits {
	readonly #options: PhoneHabitsOptions;
	readonly #automaticReplies = new Set<string>();
	#rules: PhoneRules = DEFAULT_RULES;

	constructor(options: PhoneHabitsOptions) {
		this.#options = options;
	}

	get rules(): PhoneRules {
		return this.#rules;
	}

	/** Rules not named stay as they are. */
	change(rules: Partial<PhoneRules>): void {
		this.#rules = { ...this.#rules, ...rules };
	}

	/** Whether this phone sent that message by its auto-reply rule. */
	repliedWith(messageId: string): boolean {
		return this.#automaticReplies.has(messageId);
	}

	/** Two phones that both answer by themselves would never stop, so answers get no answer. */
	onReceived(message: DisplayedMessage, incoming: Stanza): void {
		const { world, read, reply } = this.#options;
		const { from = '', participant = from } = incoming.attrs;
		const { readAfterMs, autoReply } = this.#rules;
		if (readAfterMs !== null) {
			world.timers.after(readAfterMs, () => this.#quietly(read(from)));
		}
		const sender = world.accounts.byJid(participant);
		const automatic = sender?.phone.repliedAutomatically(message.id) ?? false;
		if (autoReply === null || automatic || message.kind === 'reaction') return;
		this.#quietly(reply(from, autoReply, (id) => this.#automaticReplies.add(id)));
	}

	#quietly(work: Promise<unknown>): void {
		work.catch((error: unknown) => {
			this.#options.world.logger.debug({ err: error }, 'a rule of a phone could not be followed');
		});
	}
}
