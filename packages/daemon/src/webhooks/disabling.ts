import type { DeliveryOutcome } from './delivery-outcome.js';
import type { EndpointRecord } from './webhook-endpoint.js';

const DAY_MS = 86_400_000;
/** As Standard Webhooks 1.0 recommends, section "Disabling failing endpoints": after several days. */
const MAX_FAILING_DAYS = 5;

/** Why an endpoint was disabled, as its `disabledBecause` says, where it is not the answer 410. */
export const DISABLED = {
	keyGone:
		'The API key that made this webhook endpoint was revoked or has expired. Set it to active with another key to use it again.',
	failing: (lastError: string | null) =>
		`Every delivery has failed for ${MAX_FAILING_DAYS} days, the last one so: ${lastError ?? 'no reason given.'} Set it to active once it works again.`,
};

/** @returns null while the endpoint stays in use. */
export function reasonToDisable(
	{ failingSince }: Pick<EndpointRecord, 'failingSince'>,
	{ result, isGone }: Pick<DeliveryOutcome, 'result' | 'isGone'>,
	now: number,
): string | null {
	if (result.status === 'delivered') return null;
	if (isGone) return result.lastError;
	const hasFailedLong = failingSince !== null && now - failingSince >= MAX_FAILING_DAYS * DAY_MS;
	return hasFailedLong ? DISABLED.failing(result.lastError) : null;
}
