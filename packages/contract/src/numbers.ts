import { z } from 'zod';
import { PhoneNumber } from './ids.js';

/** Most numbers of one check. */
export const MAX_NUMBERS = 50;

export const CheckNumbers = z
	.strictObject({
		numbers: z
			.array(z.string().min(1).max(40))
			.min(1)
			.max(MAX_NUMBERS)
			.meta({ description: 'Phone numbers with country code, in any common spelling.' }),
	})
	.meta({ id: 'CheckNumbers' });
export type CheckNumbers = z.infer<typeof CheckNumbers>;

export const NumberCheck = z
	.object({
		number: z.string().meta({ description: 'As it was asked for.' }),
		registered: z.boolean().meta({ description: 'Is it on WhatsApp?' }),
		phoneNumber: PhoneNumber.nullable().meta({
			description: "WhatsApp's own spelling, which can differ; null when it is not registered.",
		}),
		lid: z.string().nullable(),
	})
	.meta({ id: 'NumberCheck' });
export type NumberCheck = z.infer<typeof NumberCheck>;

/** One row per number asked for, in the same order. */
export const CheckedNumbers = z
	.object({ data: z.array(NumberCheck) })
	.meta({ id: 'CheckedNumbers' });
export type CheckedNumbers = z.infer<typeof CheckedNumbers>;
