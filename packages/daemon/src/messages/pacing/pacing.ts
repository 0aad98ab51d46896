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

/**
 * When candidates may be sent, at one moment: the latest of what each limit says. What they share is
 * worked out once: thousands may wait, and a day has a thousand sends. Pure.
 */
export function turnsOf(state: PacingState): (candidate: Candidate) => Turn {
	const forAny = once(() => limitOfSends(state));
	const forNewChat = once(() => latest([forAny(), ...limitsOfNewChats(state)]));
	const texts = once(() => recentTexts(state.history));
	return ({ isNewChat, textHash, chatId }) => {
		const turn = isNewChat ? forNewChat() : forAny();
		const sameText = textHash === null ? undefined : texts().get(textHash);
		return sameText ? latest([turn, pacing(afterSameText(sameText, chatId))]) : turn;
	};
}

const limitOfSends = ({ history, limits, draw }: PacingState): Turn =>
	latest([
		pacing(after(history, limits.gap, draw)),
		pacing(free(history, limits.perMinute, MINUTE)),
		pacing(free(history, limits.perHour, HOUR)),
		pacing(free(history, limits.perDay, DAY)),
	]);

function limitsOfNewChats({ history, limits, draw, newChatsPausedUntil }: PacingState): Turn[] {
	const newChats = history.filter(({ isNewChat }) => isNewChat);
	return [
		pacing(after(newChats, limits.newChatGap, draw)),
		pacing(newChatsPausedUntil),
		newChatLimit(free(newChats, limits.newChatsPerHour, HOUR)),
		newChatLimit(free(newChats, limits.newChatsPerDay, DAY)),
	];
}

const latest = (turns: readonly Turn[]): Turn =>
	turns.reduce((last, turn) => (turn.at > last.at ? turn : last));

function once<T>(work: () => T): () => T {
	let known: { value: T } | undefined;
	return () => (known ??= { value: work() }).value;
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

/** Who got one text in the hour before it last went out. */
interface SameText {
	lastAt: number;
	chats: ReadonlySet<string>;
}

/** By the hash of the text. */
function recentTexts(history: readonly PacedSend[]): Map<string, SameText> {
	const texts = new Map<string, { lastAt: number; chats: Set<string> }>();
	for (const { textHash, chatId, at } of history.toReversed()) {
		if (textHash === null) continue;
		const text = texts.get(textHash) ?? { lastAt: at, chats: new Set<string>() };
		texts.set(textHash, text);
		if (at > text.lastAt - HOUR) text.chats.add(chatId);
	}
	return texts;
}

function afterSameText({ lastAt, chats }: SameText, chatId: string): number {
	const others = chats.size - (chats.has(chatId) ? 1 : 0);
	return others >= SAME_TEXT_CHATS ? lastAt + SAME_TEXT_GAP_MS : 0;
}
