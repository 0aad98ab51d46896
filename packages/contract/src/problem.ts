import { z } from 'zod';
import { ERROR_CODES } from './errors.js';

/** The failure of a message, found after it was accepted. */
export const MessageError = z
	.object({
		code: z.enum(ERROR_CODES),
		detail: z.string(),
		upstreamCode: z.number().int().nullable().meta({ description: "WhatsApp's own number." }),
		retryable: z.boolean(),
	})
	.meta({ id: 'MessageError' });
export type MessageError = z.infer<typeof MessageError>;

/** RFC 9457 problem document, with the fields of older gateways beside it. */
export const Problem = z
	.object({
		type: z.string().meta({ example: '/errors/INVALID_NUMBER' }),
		title: z.string(),
		status: z.number().int(),
		detail: z.string(),
		instance: z.string(),
		code: z.enum(ERROR_CODES),
		retryable: z.boolean(),
		requestId: z.string(),
		upstreamCode: z.number().int().optional().meta({ description: "WhatsApp's own number." }),
		errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
		success: z.literal(false),
		error: z.object({ code: z.enum(ERROR_CODES), message: z.string() }),
	})
	.meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
