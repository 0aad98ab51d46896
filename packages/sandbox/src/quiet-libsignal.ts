/**
 * libsignal prints to the console: whole sessions, private keys included ("Closing session:"), and
 * errors that Baileys reports by itself. These are its own lines, from libsignal's src/session_record.js,
 * session_builder.js, session_cipher.js, curve.js and queue_job.js; everything else still prints.
 */
const LIBSIGNAL_LINES = [
	'Closing session:',
	'Opening session:',
	'Removing old closed session:',
	'Migrating session to:',
	'Session already closed',
	'Session already open',
	'V1 session storage migration error: registrationId',
	'Closing open session in favor of incoming prekey bundle',
	'Closing stale open session for new outgoing prekey bundle',
	'Failed to decrypt message with any known session...',
	'Session error:',
	'Decrypted message with closed session.',
	'Unhandled bucket type (for naming):',
	'WARNING: Expected pubkey of length 33',
];

const METHODS = ['info', 'warn', 'error'] as const;
const WRAPPED = Symbol.for('waypost.sandbox.quiet-libsignal');

type Print = ((...args: unknown[]) => void) & { [WRAPPED]?: true };

/** Wraps the console once, so that libsignal's lines are dropped. May be called any number of times. */
export function silenceLibsignal(): void {
	for (const method of METHODS) {
		const original: Print = console[method];
		if (original[WRAPPED]) continue;
		const filtered: Print = (...args) => {
			if (!isLibsignalLine(args[0])) original.apply(console, args);
		};
		filtered[WRAPPED] = true;
		console[method] = filtered;
	}
}

function isLibsignalLine(first: unknown): boolean {
	return typeof first === 'string' && LIBSIGNAL_LINES.some((line) => first.startsWith(line));
}
