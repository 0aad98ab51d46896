/** What a phone does by itself. */
export interface PhoneRules {
	/** Answers every message it displays with this text; null ends it. */
	readonly autoReply: string | null;
	/** Tells senders that their messages arrived; on from the start. */
	readonly deliveryReceipts: boolean;
	/** Reads a message so many milliseconds after displaying it; null: only when told to. */
	readonly readAfterMs: number | null;
}

export const DEFAULT_RULES: PhoneRules = {
	autoReply: null,
	deliveryReceipts: true,
	readAfterMs: null,
};
