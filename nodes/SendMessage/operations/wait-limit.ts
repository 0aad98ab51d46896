import type { IExecuteFunctions } from 'n8n-workflow';
import { parameterError } from '../../shared/errors';
import { numberOf } from './parameter-values';

const SECONDS: Record<string, number> = { minutes: 60, hours: 3_600, days: 86_400 };
/** The daemon keeps a message that waits to be sent no longer. */
const MAX_SECONDS = 30 * 86_400;

/** How long a reply is waited for. @throws NodeOperationError when it is no time, or too long. */
export function waitLimitOf(
	context: IExecuteFunctions,
	itemIndex: number,
): { until: Date; seconds: number } {
	const amount = numberOf(context, itemIndex, 'waitAmount', 'Wait At Most');
	const unit = String(context.getNodeParameter('waitUnit', itemIndex, 'hours'));
	const seconds = Math.ceil(amount * (SECONDS[unit] ?? NaN));
	if (seconds >= 1 && seconds <= MAX_SECONDS) {
		return { seconds, until: new Date(Date.now() + seconds * 1_000) };
	}
	throw parameterError(
		context.getNode(),
		'Wait At Most cannot be used',
		'Give a time of up to 30 days, such as 24 hours.',
		itemIndex,
	);
}
