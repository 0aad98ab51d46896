/** Times of an outbox, in milliseconds. */
export interface OutboxTimes {
	/** How long WhatsApp has to confirm; it usually does within a second. */
	ack: number;
	/** Before what is in doubt is sent again: late acks and receipts come first. */
	inDoubt: number;
	/** After a try that certainly did not leave. */
	refusal: number;
	/** After an error nobody expected. */
	trouble: number;
}

export const OUTBOX_TIMES: OutboxTimes = {
	ack: 20_000,
	inDoubt: 3_000,
	refusal: 2_000,
	trouble: 60_000,
};
