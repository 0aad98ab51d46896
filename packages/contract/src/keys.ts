import { z } from 'zod';
import { SessionId, Timestamp } from './ids.js';
import { rotation } from './rotation.js';
import { PRESETS, SCOPES, type Preset } from './scopes.js';

const Sessions = z
	.array(z.union([z.literal('*'), SessionId]))
	.min(1)
	.meta({ description: 'Session ids this key may use; `*` is all.' });

export const ApiKey = z
	.object({
		id: z.string(),
		name: z.string(),
		scopes: z.array(z.enum(SCOPES)),
		sessions: Sessions,
		maxSessions: z.number().int().nullable(),
		expiresAt: Timestamp.nullable(),
		ipAllow: z.array(z.string()),
		createdAt: Timestamp,
		lastUsedAt: Timestamp.nullable(),
	})
	.meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** The answer of create and rotate: the only time the key itself is shown. */
export const CreatedApiKey = ApiKey.extend({ key: z.string() }).meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

export const CreateApiKey = z
	.strictObject({
		name: z.string().trim().min(1).max(100),
		preset: z.enum(Object.keys(PRESETS) as [Preset, ...Preset[]]).optional(),
		scopes: z.array(z.enum(SCOPES)).min(1).optional(),
		sessions: Sessions.default(['*']),
		maxSessions: z.number().int().min(1).optional(),
		expiresAt: Timestamp.optional(),
		ipAllow: z
			.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
			.default([])
			.meta({ description: 'Addresses or CIDR ranges; empty is everywhere.' }),
	})
	.refine((key) => (key.preset === undefined) !== (key.scopes === undefined), {
		path: ['preset'],
		message: 'Give either `preset` or `scopes`.',
	})
	.meta({ id: 'CreateApiKey' });
export type CreateApiKey = z.input<typeof CreateApiKey>;

export const RotateApiKey = rotation('Seconds for which the old key stays valid.');
export type RotateApiKey = z.input<typeof RotateApiKey>;

export const Me = z
	.object({
		name: z.string(),
		scopes: z.array(z.enum(SCOPES)),
		sessions: Sessions,
		version: z.string(),
		mode: z.enum(['live', 'sandbox']),
	})
	.meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
