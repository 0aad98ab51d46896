import type { Pacing, WaitingCode } from '@waypost/contract';

/** A send that counts. */
export interface PacedSend {
	/** Milliseconds since 1970. */
	at: number;
	chatId: string;
	/** The first message of a chat with a person who never wrote. */
	isNewChat: boolean;
	/** Tells equal texts apart from others; null without a text. */
	textHash: string | null;
}

/** The send whose turn is asked for. */
export type Candidate = Omit<PacedSend, 'at'>;

export interface PacingState {
	limits: Pacing;
	/** Sends of the last 24 hours, oldest first. */
	history: readonly PacedSend[];
	/** From 0 to 1: where in its range the next gap lies. The same until the next send. */
	draw: number;
	/** No new chats before, in milliseconds since 1970: WhatsApp refused too much. */
	newChatsPausedUntil: number;
}

/** When a message may go, and which kind of limit says so. */
export interface Turn {
	/** Milliseconds since 1970; in the past when it may go now. */
	at: number;
	code: Extract<WaitingCode, 'pacing' | 'new-chat-limit'>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is older counts nowhere. */
export const HISTORY_MS = DAY;

/** From this many chats an hour on, one text goes out once a minute: so do chain letters. */
const SAME_TEXT_CHATS = 10;
const SAME_TEXT_GAP_MS = MINUTE;

/** When the candidate may be sent: the latest of what each limit says. Pure. */
export function turnOf(candidate: Candidate, state: PacingState): Turn {
	const { limits, history, draw } = state;
	const turns: Turn[] = [
		pacing(after(history, limits.gap, draw)),
		pacing(free(history, limits.perMinute, MINUTE)),
		pacing(free(history, limits.perHour, HOUR)),
		pacing(free(history, limits.perDay, DAY)),
		pacing(afterSameText(candidate, history)),
	];
	if (candidate.isNewChat) {
		const newChats = history.filter(({ isNewChat }) => isNewChat);
		turns.push(
			pacing(after(newChats, limits.newChatGap, draw)),
			pacing(state.newChatsPausedUntil),
			newChatLimit(free(newChats, limits.newChatsPerHour, HOUR)),
			newChatLimit(free(newChats, limits.newChatsPerDay, DAY)),
		);
	}
	return turns.reduce((latest, turn) => (turn.at > latest.at ? turn : latest));
}

const pacing = (at: number): Turn => ({ at, code: 'pacing' });
const newChatLimit = (at: number): Turn => ({ at, code: 'new-chat-limit' });

/** When the gap after the last of these sends is over. */
function after(history: readonly PacedSend[], { min, max }: Pacing['gap'], draw: number): number {
	const last = history.at(-1);
	return last ? last.at + (min + (max - min) * draw) * SECOND : 0;
}

/** When fewer than `most` sends lie in a window that ends then. */
function free(history: readonly PacedSend[], most: number, windowMs: number): number {
	const oldestThatCounts = history[history.length - most];
	return oldestThatCounts ? oldestThatCounts.at + windowMs : 0;
}

function afterSameText({ textHash, chatId }: Candidate, history: readonly PacedSend[]): number {
	if (textHash === null) return 0;
	const same = history.filter((send) => send.textHash === textHash);
	const last = same.at(-1);
	if (!last) return 0;
	const chats = new Set(same.filter(({ at }) => at > last.at - HOUR).map((send) => send.chatId));
	chats.delete(chatId);
	return chats.size >= SAME_TEXT_CHATS ? last.at + SAME_TEXT_GAP_MS : 0;
}
