import type { Pacing, UpdatePacing } from '@waypost/contract';

/** What {@link effectivePacing} depends on beside what the user set. */
export interface PacingContext {
	/** True for a number of the real WhatsApp; in the sandbox there is none to protect. */
	isLive: boolean;
	/** When the phone accepted this device, in milliseconds since 1970. */
	linkedAt: number | null;
	/** Milliseconds since 1970. */
	now: number;
}

type Limits = Omit<Pacing, 'enabled' | 'risk'>;

const LIMITS: Limits = {
	gap: { min: 1, max: 2.5 },
	newChatGap: { min: 8, max: 20 },
	perMinute: 20,
	perHour: 200,
	perDay: 1_000,
	newChatsPerHour: 5,
	newChatsPerDay: 20,
};
/** A device that was linked a few days ago is watched more closely. */
const YOUNG_LIMITS: Limits = { ...LIMITS, newChatsPerHour: 3, newChatsPerDay: 10 };
const YOUNG_MS = 7 * 24 * 60 * 60 * 1000;

const RISK =
	'WhatsApp may restrict or ban this number: these settings let it send more, or faster, than is ' +
	'usual for a person. Set `pacing` to null for the defaults.';

/** The limits that hold when a user has set none. */
const defaultLimits = ({ linkedAt, now }: PacingContext): Limits =>
	linkedAt !== null && now - linkedAt >= YOUNG_MS ? LIMITS : YOUNG_LIMITS;

/** The limits that hold for a session: what its user set, and the defaults for the rest. */
export function effectivePacing(set: UpdatePacing | null, context: PacingContext): Pacing {
	const defaults = defaultLimits(context);
	const named = Object.fromEntries(
		Object.entries(set ?? {}).filter(([, value]) => value !== undefined),
	) as Partial<Pacing>;
	const pacing = { enabled: context.isLive, ...defaults, ...named };
	const isRisky = !pacing.enabled || exceeds(pacing, defaults);
	return { ...pacing, risk: context.isLive && isRisky ? RISK : null };
}

const exceeds = (limits: Limits, defaults: Limits): boolean =>
	limits.gap.min < defaults.gap.min ||
	limits.gap.max < defaults.gap.max ||
	limits.newChatGap.min < defaults.newChatGap.min ||
	limits.newChatGap.max < defaults.newChatGap.max ||
	(['perMinute', 'perHour', 'perDay', 'newChatsPerHour', 'newChatsPerDay'] as const).some(
		(rule) => limits[rule] > defaults[rule],
	);
