import { z } from 'zod';
import { CONNECTION_ACTS, statusCode } from './connection-act.js';
import { FRAME_DAMAGES } from './frame-damage.js';
import { MALFORMATIONS } from './malformed.js';

/** Which stanzas a fault meets. Every given field must fit; no fields: every stanza. */
export const faultMatchSchema = z.strictObject({
	/** `message`, `ack`, `receipt`, `iq`, `notification`, `presence`, …; `login` is a client's login. */
	tag: z.string().min(1).optional(),
	/** Namespace of a query; with `direction: "out"` that of the query which the stanza answers. */
	xmlns: z.string().min(1).optional(),
	type: z.string().min(1).optional(),
	/** The stanza's id: for messages WhatsApp's message id. */
	id: z.string().min(1).optional(),
	/** Number of the account whose linked device is connected here. */
	number: z.string().min(1).optional(),
	/** Number of the other side: the person in `to` or `from`. */
	peer: z.string().min(1).optional(),
	/** Whom it names in `to`, `from`, `participant` or `recipient`: a device's jid, or a person's for all their devices. */
	jid: z.string().min(1).optional(),
	/** Other attributes and their values, such as `{ "class": "message" }`. */
	attrs: z.record(z.string(), z.string()).optional(),
	/** Tag of the first child, such as `pair-device`, `media_conn`, `count`. */
	child: z.string().min(1).optional(),
	/** As the server sees it: `in` is what the client sends. */
	direction: z.enum(['in', 'out']).optional(),
});

const common = {
	match: faultMatchSchema.default({}),
	/** Ends after so many hits. */
	times: z.int().min(1).optional(),
	/** Lets the first so many matches pass. */
	after: z.int().min(0).default(0),
	/** Of so many matches one is hit, beginning with the first: 3 hits the 1st, the 4th, the 7th. */
	every: z.int().min(1).default(1),
	/** Share of matches that are hit. */
	probability: z.number().min(0).max(1).default(1),
	/** Makes what is left to chance repeatable: `probability`, random bytes. */
	seed: z.int().default(1),
};

const milliseconds = z.int().min(0).max(600_000);

/** One JSON form per action. */
export const faultRuleSchema = z.discriminatedUnion('action', [
	/** The stanza disappears. What the server sent stays unacknowledged and comes again at the next login. */
	z.strictObject({ ...common, action: z.literal('drop') }),
	/** This stanza alone is late; later ones overtake it. */
	z.strictObject({ ...common, action: z.literal('delay'), ms: milliseconds }),
	/** Comes `copies` times. */
	z.strictObject({
		...common,
		action: z.literal('duplicate'),
		copies: z.int().min(2).max(1_000).default(2),
	}),
	/** Answers a client's message with `<ack error=code>` and delivers nothing. */
	z.strictObject({ ...common, action: z.literal('ack-error'), code: statusCode }),
	/** Answers a client's query with an error. */
	z.strictObject({
		...common,
		action: z.literal('iq-error'),
		code: statusCode,
		text: z.string().default('fault'),
	}),
	z.strictObject({ ...common, ...CONNECTION_ACTS.streamError }),
	/** At login unless `match.tag` names another stanza. */
	z.strictObject({ ...common, ...CONNECTION_ACTS.failure }),
	z.strictObject({ ...common, ...CONNECTION_ACTS.close }),
	/** The stanza of your own comes before the stanza that fits, or `instead` of it. */
	z.strictObject({ ...common, ...CONNECTION_ACTS.inject, instead: z.boolean().default(false) }),
	/** From the first match on nothing goes in or out, while the connection stays open; ends with the rule. */
	z.strictObject({ ...common, action: z.literal('silence') }),
	/** Answers the WebSocket upgrade with an HTTP status, or never (`hang`). Match fields do not apply. */
	z.strictObject({
		...common,
		action: z.literal('upgrade'),
		status: statusCode.default(503),
		retryAfter: z.int().min(0).optional(),
		hang: z.boolean().default(false),
	}),
	/** The Noise handshake goes wrong. Match fields do not apply: nothing is known of the client yet. */
	z.strictObject({
		...common,
		action: z.literal('handshake'),
		how: z.enum(['certificate', 'garbage', 'undecryptable', 'silence']).default('certificate'),
	}),
	/** The stanza is not as the client expects it; the kinds are in `malformed.ts`. */
	z.strictObject({ ...common, action: z.literal('malform'), kind: z.enum(MALFORMATIONS) }),
	/** The frame that carries the stanza to the client is damaged; the kinds are in `frame-damage.ts`. */
	z.strictObject({
		...common,
		action: z.literal('frame'),
		kind: z.enum(FRAME_DAMAGES),
		/** With `bytes`: what is sent. */
		base64: z.base64().optional(),
	}),
	/** Flips a byte of the ciphertext of a message; the receiver asks for it again. */
	z.strictObject({ ...common, action: z.literal('corrupt') }),
	/**
	 * The message comes as a status nobody can read. While a client refuses one, the server holds back
	 * everything behind it, until a plain ack.
	 */
	z.strictObject({ ...common, action: z.literal('unreadable-status') }),
	/** The message comes without what is in it, as those of some advertisements do; clients ask their phone for it. */
	z.strictObject({ ...common, action: z.literal('unavailable') }),
	/** People are named by one address only: the LID without the number, or the number without the LID. */
	z.strictObject({ ...common, action: z.literal('one-address') }),
	/** The stanza has these attributes, too, or with these values. */
	z.strictObject({
		...common,
		action: z.literal('attributes'),
		attrs: z.record(z.string(), z.string()),
	}),
	/** Before the stanza the client is told that what it knows of its groups is out of date. */
	z.strictObject({ ...common, action: z.literal('groups-dirty') }),
]);

export type FaultMatch = z.infer<typeof faultMatchSchema>;
/** A fault with all its defaults filled in. */
export type FaultRule = z.output<typeof faultRuleSchema>;
/** What `sandbox.faults.add` takes. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;
export type FaultAction = FaultRule['action'];
export type FaultRuleOf<A extends FaultAction> = Extract<FaultRule, { action: A }>;
export type Direction = 'in' | 'out';
