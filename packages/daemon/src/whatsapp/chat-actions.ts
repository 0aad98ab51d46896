import type { TypingState } from '@waypost/contract';
import { WaypostError } from '../runtime/waypost-error.js';
import type { WASocket } from './baileys.js';
import type { ChatAddressing } from './chat-addressing.js';
import { toWhatsAppKey } from './message-key.js';
import { toTimeLock } from './time-lock.js';
import type { MessageKey, TimeLock } from './whatsapp-connection.js';

export interface ChatActionsOptions {
	sock: Pick<WASocket, 'readMessages' | 'sendPresenceUpdate' | 'fetchAccountReachoutTimelock'>;
	addressing: ChatAddressing;
	within<T>(work: Promise<T>, what: string, ms?: number): Promise<T>;
	/** False once the connection ends, and before it is open. */
	isOpen(): boolean;
}

/** Baileys' word for what the other side sees. */
const PRESENCE_OF_STATE = {
	typing: 'composing',
	recording: 'recording',
	paused: 'paused',
} as const satisfies Record<TypingState, string>;

/** What this account does in a chat beside writing, and what it may ask about itself. */
export class ChatActions {
	readonly #options: ChatActionsOptions;

	constructor(options: ChatActionsOptions) {
		this.#options = options;
	}

	/**
	 * One receipt per chat and author. Who turned read receipts off on the phone tells only the own
	 * devices (Baileys `Socket/messages-send.js`, readMessages).
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT
	 */
	async markRead(messages: readonly MessageKey[]): Promise<void> {
		const { sock, addressing } = this.#options;
		await this.#ask('reading', async () => {
			const keys = await Promise.all(messages.map((key) => toWhatsAppKey(key, addressing)));
			await sock.readMessages(keys);
		});
	}

	/**
	 * Only the chat hears of it: this account is not called online, which would keep notifications
	 * from the phone.
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT
	 */
	async showTyping(chatId: string, state: TypingState): Promise<void> {
		const { sock } = this.#options;
		await this.#ask('typing', () => sock.sendPresenceUpdate(PRESENCE_OF_STATE[state], chatId));
	}

	/** @throws WaypostError WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT */
	async timeLock(): Promise<TimeLock | null> {
		const { sock } = this.#options;
		return toTimeLock(await this.#ask('restrictions', () => sock.fetchAccountReachoutTimelock()));
	}

	async #ask<T>(what: string, work: () => Promise<T>): Promise<T> {
		const { within, isOpen } = this.#options;
		if (!isOpen()) throw new WaypostError('WHATSAPP_NOT_READY');
		try {
			return await within(work(), what);
		} catch (cause) {
			throw new WaypostError(isOpen() ? 'WHATSAPP_TIMEOUT' : 'WHATSAPP_NOT_READY', undefined, {
				cause,
			});
		}
	}
}
