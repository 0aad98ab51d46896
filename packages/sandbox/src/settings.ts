import { z } from 'zod';
import type { ResolvedOptions } from './options.js';
import { ADDRESSING_MODES } from './routing/chat-addressing.js';
import { parseInput } from './validation.js';

const milliseconds = z.int().min(0).max(600_000);

const settingsSchema = z.strictObject({
	/** Who drops a message id that is sent again: the receiving phone, which counts it in `copies`, or the server. */
	dedupe: z.enum(['server', 'receiver']),
	/** Delay of the server's ack for a client's message. */
	ackDelayMs: milliseconds,
	/** Delay of receipts on their way to clients. */
	receiptDelayMs: milliseconds,
	/** Clients of an older version than this (`2.3000.1035194821`) are refused with 405; null: all may come. */
	minVersion: z
		.string()
		.regex(
			/^\d+\.\d+\.\d+$/,
			'Write a version as three numbers with dots, such as 2.3000.1035194821.',
		)
		.nullable(),
	/** Linking needs a passkey, as WhatsApp asks of some numbers and no Baileys client can give. */
	passkey: z.boolean(),
	/** How people are addressed in direct chats: by phone number, by privacy address, or as the sender did. */
	addressing: z.enum(ADDRESSING_MODES),
});

export type SettingsValues = z.output<typeof settingsSchema>;

/** What can be switched while the sandbox runs. Starts as the options say. */
export class Settings {
	readonly #initial: SettingsValues;
	#current: SettingsValues;

	constructor({ dedupe, ackDelayMs, receiptDelayMs, addressing }: ResolvedOptions) {
		const switchedOff = { minVersion: null, passkey: false };
		this.#initial = { dedupe, ackDelayMs, receiptDelayMs, addressing, ...switchedOff };
		this.#current = this.#initial;
	}

	get current(): SettingsValues {
		return this.#current;
	}

	/** Settings not named stay as they are. Throws INVALID_REQUEST. */
	change(changes: Partial<SettingsValues>): SettingsValues {
		const parsed = parseInput(settingsSchema, { ...this.#current, ...changes });
		this.#current = parsed;
		return parsed;
	}

	reset(): void {
		this.#current = this.#initial;
	}
}
