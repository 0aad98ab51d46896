import type { DeliveryRecord, DeliveryResult } from './deliveries.store.js';
import { nextRetry } from './retry-schedule.js';
import type { WebhookReply } from './webhook-request.js';

/** What an attempt leads to. */
export interface DeliveryOutcome {
	result: DeliveryResult;
	/** Nothing goes to the endpoint before; null when it need not be spared. */
	pausedUntil: number | null;
	/** The endpoint said that it is gone for good. */
	isGone: boolean;
}

const GONE = 410;
/** Answers of an endpoint, or a proxy before it, that has too much to do (Standard Webhooks 1.0). */
const OVERLOADED = [429, 502, 504];

/**
 * Decides by the reply: any 2xx is delivered, 410 gives up at once, all else is tried again until the
 * schedule has ended.
 *
 * @param random - from 0 to 1, for the jitter.
 */
export function decideOutcome(
	delivery: Pick<DeliveryRecord, 'attempts'>,
	reply: WebhookReply,
	{ now, random }: { now: number; random: number },
): DeliveryOutcome {
	const attempts = delivery.attempts + 1;
	const { status: lastStatus, error: lastError, retryAfter } = reply;
	const tried = { attempts, lastStatus, lastError, nextAt: now, deliveredAt: null };
	const isGone = lastStatus === GONE;
	if (lastError === null) {
		const result = { ...tried, status: 'delivered' as const, deliveredAt: now };
		return { result, pausedUntil: null, isGone };
	}
	const wait = isGone ? null : nextRetry(attempts, retryAfter, random);
	const isOverloaded = OVERLOADED.includes(lastStatus ?? 0) || retryAfter !== null;
	const nextAt = now + (wait ?? 0);
	return {
		result: { ...tried, status: wait === null ? 'dead' : 'pending', nextAt },
		pausedUntil: isOverloaded && wait !== null ? nextAt : null,
		isGone,
	};
}
