import { z } from 'zod';
import { stanzaInputSchema } from '../stanza/stanza-input.js';

export const statusCode = z.int().min(100).max(999);

/** What can be done to a connection: at once, or as a rule when a stanza fits. One JSON form for both. */
export const CONNECTION_ACTS = {
	/** `<stream:error>` and the end of the connection. `child` is `conflict:replaced` or a plain tag. */
	streamError: {
		action: z.literal('stream-error'),
		code: statusCode.optional(),
		child: z.string().min(1).optional(),
	},
	/** `<failure reason=…>` and the end of the connection. */
	failure: {
		action: z.literal('failure'),
		reason: statusCode,
		attrs: z.record(z.string(), z.string()).optional(),
	},
	/**
	 * Ends the connection: `fin` in good order, `rst` by a reset, `half-close` in one direction only (the
	 * server still listens), `websocket` by a close frame. `black-hole`: it stays open, but from now on
	 * no byte arrives in either direction, as when a cable was pulled.
	 */
	close: {
		action: z.literal('close'),
		how: z.enum(['fin', 'rst', 'half-close', 'black-hole', 'websocket']).default('fin'),
		/** Status of the close frame, with `websocket`. */
		code: z.int().min(1000).max(4999).default(1000),
	},
	/** Sends the client a stanza of your own. */
	inject: { action: z.literal('inject'), stanza: stanzaInputSchema },
} as const;

export const connectionActSchema = z.discriminatedUnion('action', [
	z.strictObject(CONNECTION_ACTS.streamError),
	z.strictObject(CONNECTION_ACTS.failure),
	z.strictObject(CONNECTION_ACTS.close),
	z.strictObject(CONNECTION_ACTS.inject),
]);

export type ConnectionAct = z.output<typeof connectionActSchema>;
/** What `sandbox.strike` takes. */
export type ConnectionActInput = z.input<typeof connectionActSchema>;
