import { timerMessage, type OutgoingMessage } from '../baileys/outgoing.js';
import { personIn } from '../groups/group.js';
import { announceDefaultTimer } from '../people/account-notices.js';
import type { AddressingMode } from '../routing/chat-addressing.js';
import type { Account } from '../state/account.js';
import { timerSchema } from '../state/timer-seconds.js';
import { parseInput } from '../validation.js';
import type { World } from '../world.js';
import type { Disappearing } from './disappearing.js';
import { findRecipient, type To } from './recipient.js';

export interface PhoneChatSettingsOptions {
	readonly world: World;
	readonly account: Account;
	readonly disappearing: Disappearing;
	send(to: To, compose: () => OutgoingMessage): Promise<{ id: string }>;
}

/** What is set for single chats of a phone: disappearing messages, and how people are addressed. */
export class PhoneChatSettings {
	readonly #options: PhoneChatSettingsOptions;

	constructor(options: PhoneChatSettingsOptions) {
		this.#options = options;
	}

	/** Seconds after which messages of a chat disappear; 0: never. */
	disappearing(chat: To): number {
		const { world, disappearing } = this.#options;
		return disappearing.secondsIn(findRecipient(world, chat));
	}

	/**
	 * Lets new messages of a chat disappear after so many seconds (WhatsApp offers 86,400, 604,800 and
	 * 7,776,000), or (0) no more; the other side is told. Rejects INVALID_REQUEST,
	 * RECIPIENT_NOT_ON_WHATSAPP, GROUP_NOT_FOUND.
	 */
	async setDisappearing(chat: To, seconds: number): Promise<void> {
		const { world, account, send } = this.#options;
		const valid = parseInput(timerSchema, seconds);
		const recipient = findRecipient(world, chat);
		if (recipient.kind === 'person') await send(chat, () => timerMessage(valid));
		else world.groupChanges.change(recipient.group, account, { set: 'ephemeral', seconds: valid });
	}

	/** Of chats that this phone begins. */
	get defaultDisappearing(): number {
		return this.#options.account.defaultTimer.seconds;
	}

	/** For chats that this phone begins; its linked devices are told. Throws INVALID_REQUEST. */
	setDefaultDisappearing(seconds: number): void {
		const { world, account } = this.#options;
		account.defaultTimer = {
			seconds: parseInput(timerSchema, seconds),
			at: world.clock.unixTime(),
		};
		announceDefaultTimer(world, account, {});
	}

	/**
	 * How this number is addressed in what it writes: by phone number (`pn`), privacy address (`lid`) or
	 * as the writing device does (`as-written`); in one chat, for both sides, or in all. Null: as set for
	 * more than this. Throws RECIPIENT_NOT_ON_WHATSAPP.
	 */
	setAddressing(mode: AddressingMode | null, chat?: To): void {
		const { world, account } = this.#options;
		const { chatAddressing } = world;
		if (chat === undefined) chatAddressing.setForPhone(account, mode);
		else chatAddressing.setForChat(account, personIn(world, chat), mode);
	}
}
