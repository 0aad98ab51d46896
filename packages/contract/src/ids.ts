import { z } from 'zod';

/** A session's id: chosen by the operator, stable, safe in URLs and file names. */
export const SESSION_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const SessionId = z
	.string()
	.regex(
		SESSION_ID,
		'Use 1 to 63 lower-case letters, digits and dashes; start with a letter or digit.',
	)
	.meta({ id: 'SessionId', example: 'sales' });

/** ISO 8601 in UTC, with milliseconds. */
export const Timestamp = z.iso
	.datetime()
	.meta({ id: 'Timestamp', example: '2026-11-21T09:30:00.000Z' });

/** E.164 with its `+`. */
export const PhoneNumber = z
	.string()
	.regex(/^\+[1-9]\d{6,14}$/)
	.meta({ id: 'PhoneNumber', example: '+491700000001' });
