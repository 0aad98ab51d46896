import { z } from 'zod';
import { PhoneNumber, SessionId, Timestamp } from './ids.js';

/** What a session is doing. */
export const SESSION_STATES = [
	'unlinked',
	'linking',
	'connecting',
	'connected',
	'reconnecting',
	'stopped',
] as const;
export type SessionState = (typeof SESSION_STATES)[number];

export interface Reason {
	/** What happened and what to do, for people. */
	sentence: string;
	/** True when the daemon tries again by itself. */
	comesBack: boolean;
}

/** Why a session is not connected. The code is the contract; the sentence is for people. */
export const REASONS = {
	'logged-out': {
		comesBack: false,
		sentence: 'The phone removed this device. Link the session again.',
	},
	replaced: {
		comesBack: false,
		sentence:
			'Another program connected with the same credentials. Stop it, then start this session.',
	},
	'restart-required': {
		comesBack: true,
		sentence: 'WhatsApp asked for a restart, as it does right after linking.',
	},
	'connection-lost': {
		comesBack: true,
		sentence: 'The connection to WhatsApp dropped, or could not be made.',
	},
	'timed-out': { comesBack: true, sentence: 'WhatsApp did not answer in time.' },
	'qr-expired': {
		comesBack: false,
		sentence: 'Nobody scanned the QR code in time. Ask for a new one.',
	},
	'pairing-failed': {
		comesBack: false,
		sentence: 'Linking did not complete. Ask for a new QR code or pairing code.',
	},
	banned: {
		comesBack: false,
		sentence: 'WhatsApp banned this number. Open WhatsApp on the phone to see what it says.',
	},
	locked: {
		comesBack: false,
		sentence: 'WhatsApp locked this account. Open WhatsApp on the phone to see what it says.',
	},
	outdated: {
		comesBack: false,
		sentence: 'WhatsApp no longer accepts this version. Update Waypost, then start the session.',
	},
	'client-rejected': {
		comesBack: false,
		sentence: 'WhatsApp refused this client. Update Waypost, then start the session.',
	},
	unavailable: { comesBack: true, sentence: 'WhatsApp cannot be reached, or is unavailable.' },
	restricted: {
		comesBack: false,
		sentence: 'WhatsApp banned this number for a time. Start the session when the ban has ended.',
	},
	'bad-credentials': {
		comesBack: false,
		sentence:
			'The stored credentials cannot be read. Restore them from a backup, or unlink and link again.',
	},
	'passkey-required': {
		comesBack: false,
		sentence: 'WhatsApp asks for a passkey on the phone, which Waypost cannot answer yet.',
	},
	'wrong-server': {
		comesBack: false,
		sentence: 'The server did not prove that it is WhatsApp. Check the network and the settings.',
	},
	'storage-unavailable': {
		comesBack: true,
		sentence: 'The credentials could not be saved.',
	},
	'by-user': { comesBack: false, sentence: 'The session was stopped by a user.' },
} as const satisfies Record<string, Reason>;
export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]];

export const SessionReason = z
	.object({
		code: z.enum(REASON_CODES),
		sentence: z.string(),
		comesBack: z.boolean(),
		upstreamCode: z.number().int().nullable().meta({ description: "WhatsApp's own number." }),
	})
	.meta({ id: 'SessionReason' });
export type SessionReason = z.infer<typeof SessionReason>;

export const RESTRICTION_CODES = ['reach-out-time-lock'] as const;
export type RestrictionCode = (typeof RESTRICTION_CODES)[number];

export const Restriction = z
	.object({
		code: z.enum(RESTRICTION_CODES).meta({
			description: '`reach-out-time-lock`: no messages to people who never wrote first.',
		}),
		until: Timestamp.nullable().meta({ description: 'Null when WhatsApp does not say.' }),
	})
	.meta({ id: 'Restriction' });
export type Restriction = z.infer<typeof Restriction>;

/** A random time is drawn between the two. */
const Gap = z
	.strictObject({ min: z.number().min(0).max(3600), max: z.number().min(0).max(3600) })
	.refine(({ min, max }) => min <= max, '`min` is more than `max`.')
	.meta({ description: 'Seconds.' });
const Most = z.number().int().min(1).max(1_000_000);

/** Limits that make a number look less like a robot. None makes it safe. */
const pacingLimits = {
	gap: Gap.meta({ description: 'Seconds between two sends.' }),
	newChatGap: Gap.meta({ description: 'Seconds between the first messages of two new chats.' }),
	perMinute: Most,
	perHour: Most,
	perDay: Most,
	newChatsPerHour: Most,
	newChatsPerDay: Most,
};

export const Pacing = z
	.object({
		enabled: z.boolean(),
		...pacingLimits,
		risk: z.string().nullable().meta({
			description:
				'What may happen to the number, when the limits are above the defaults. Null in the sandbox.',
		}),
	})
	.meta({ id: 'Pacing' });
export type Pacing = z.infer<typeof Pacing>;

/** What is not named stays as it is. */
export const UpdatePacing = z
	.strictObject({ enabled: z.boolean(), ...pacingLimits })
	.partial()
	.meta({ id: 'UpdatePacing' });
export type UpdatePacing = z.infer<typeof UpdatePacing>;

export const Session = z
	.object({
		id: SessionId,
		name: z.string(),
		state: z.enum(SESSION_STATES),
		reason: SessionReason.nullable(),
		phoneNumber: PhoneNumber.nullable(),
		pushName: z.string().nullable(),
		lid: z.string().nullable(),
		linkedAt: Timestamp.nullable(),
		connectedAt: Timestamp.nullable(),
		lastTrafficAt: Timestamp.nullable(),
		nextAttemptAt: Timestamp.nullable(),
		syncing: z.boolean().meta({ description: 'Connected, and still catching up.' }),
		restriction: Restriction.nullable(),
		pacing: Pacing,
		outbox: z.object({
			waiting: z.number().int(),
			inDoubt: z.number().int(),
			failed: z.number().int(),
		}),
		autoStart: z.boolean(),
		createdAt: Timestamp,
	})
	.meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

const Name = z.string().trim().min(1).max(100);

export const CreateSession = z
	.strictObject({
		id: SessionId.optional().meta({
			description: 'Made from the name, or at random, when absent.',
		}),
		name: Name.optional(),
		autoStart: z
			.boolean()
			.default(true)
			.meta({ description: 'Connect at the start of the daemon when linked.' }),
	})
	.meta({ id: 'CreateSession' });
export type CreateSession = z.input<typeof CreateSession>;

export const UpdateSession = z
	.strictObject({
		name: Name.optional(),
		autoStart: z.boolean().optional(),
		pacing: UpdatePacing.nullable()
			.optional()
			.meta({ description: 'Null brings the defaults back.' }),
	})
	.meta({ id: 'UpdateSession' });
export type UpdateSession = z.infer<typeof UpdateSession>;

export const LINK_METHODS = ['qr', 'code'] as const;
export type LinkMethod = (typeof LINK_METHODS)[number];

export const Link = z
	.object({
		sessionId: SessionId,
		method: z.enum(LINK_METHODS),
		state: z.enum(SESSION_STATES),
		reason: SessionReason.nullable(),
		qr: z.string().nullable().meta({ description: 'The text inside the QR code. A secret.' }),
		qrImage: z.string().nullable().meta({ description: 'PNG as a data URL. A secret.' }),
		pairingCode: z
			.string()
			.nullable()
			.meta({ description: 'Eight characters to type on the phone. A secret.' }),
		expiresAt: Timestamp.nullable().meta({
			description: "Until when the code can be used, by the daemon's clock.",
		}),
		secondsLeft: z.number().min(0).nullable().meta({
			description:
				'For how long the code can still be used, counted from this answer: right also where the clocks differ. Null while there is no code.',
		}),
		attempt: z.number().int().meta({ description: 'Counts the codes shown, from 1.' }),
		url: z.string().meta({ description: 'Page to send to the person with the phone. A secret.' }),
	})
	.meta({ id: 'Link' });
export type Link = z.infer<typeof Link>;

const WaitSeconds = (fallback: number) => z.coerce.number().min(0).max(60).default(fallback);

export const StartLink = z
	.strictObject({
		method: z.enum(LINK_METHODS).default('qr'),
		phoneNumber: z
			.string()
			.max(40)
			.optional()
			.meta({ description: 'Needed for `code`: the number of the phone to link.' }),
		wait: WaitSeconds(20).meta({ description: 'Seconds to wait for the first code.' }),
	})
	.refine((link) => link.method !== 'code' || link.phoneNumber !== undefined, {
		path: ['phoneNumber'],
		message: 'A pairing code needs the phone number of the phone.',
	})
	.meta({ id: 'StartLink' });
export type StartLink = z.input<typeof StartLink>;

export const WaitForSession = z.strictObject({
	state: z.enum(SESSION_STATES).default('connected'),
	timeout: WaitSeconds(25).meta({ description: 'Seconds.' }),
});
export type WaitForSession = z.input<typeof WaitForSession>;

export const Unlinked = z
	.object({ unlinkedAtWhatsApp: z.boolean(), detail: z.string() })
	.meta({ id: 'Unlinked' });
export type Unlinked = z.infer<typeof Unlinked>;
