import type { Clock } from '../../runtime/clock.js';
import type { WhatsAppConnection } from '../../whatsapp/whatsapp-connection.js';
import type { StoredMessage } from '../messages.store.js';

export interface TypingBeforeOptions {
	connection: Pick<WhatsAppConnection, 'showTyping'>;
	message: StoredMessage;
	clock: Clock;
	/** Ends the wait at once. */
	signal: AbortSignal;
}

/** A quick typist: 25 characters a second would be a machine, but nobody waits for a slow one. */
const MS_PER_CHARACTER = 40;
const LONGEST_MS = 6_000;

/**
 * For how long "typing…" is shown before a message, in milliseconds. 0 when it was not asked for,
 * and in groups, where it would name this account to everybody.
 */
export function typingTime({ details, chat, text }: StoredMessage): number {
	if (details.typing !== true || chat.kind !== 'direct') return 0;
	return Math.min((text ?? '').length * MS_PER_CHARACTER, LONGEST_MS);
}

/**
 * Shows "typing…", or "recording…" before a voice note, for as long as a person would take; resolves
 * at once when nothing is to be shown. It is an ornament: it never fails, and keeps no message back.
 */
export async function showTypingBefore(options: TypingBeforeOptions): Promise<void> {
	const { connection, message, clock, signal } = options;
	const ms = typingTime(message);
	if (ms === 0 || signal.aborted) return;
	const state = message.kind === 'voice-note' ? 'recording' : 'typing';
	try {
		await connection.showTyping(message.chat.id, state);
		await pause(ms, clock, signal);
		if (!signal.aborted) await connection.showTyping(message.chat.id, 'paused');
	} catch {
		// The message matters, and goes out without.
	}
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const cancelTimer = clock.after(ms, resolve);
	const giveUp = () => resolve();
	signal.addEventListener('abort', giveUp, { once: true });
	await promise;
	cancelTimer();
	signal.removeEventListener('abort', giveUp);
}
