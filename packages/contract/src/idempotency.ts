import { z } from 'zod';

/** What a caller names a request by, so that it may be repeated without being done twice. */
export const IdempotencyKey = z
	.string()
	.min(1)
	.max(255)
	.regex(/^[!-~]+$/, 'Use visible ASCII characters.')
	.meta({
		description:
			'A name you choose for this request, such as the number of an order: 1 to 255 visible ASCII characters. The same request with the same key again sends nothing twice. It is answered with the message of the first one.',
		example: 'order-17',
	});

/** Request headers of the routes that are `idempotent`. */
export const IdempotentRequestHeaders = z.object({ 'Idempotency-Key': IdempotencyKey.optional() });

/** Their answer headers. */
export const IdempotentAnswerHeaders = z.object({
	'Idempotent-Replayed': z.literal('true').optional().meta({
		description: 'Only there when an earlier request with the same key made the message.',
	}),
});
