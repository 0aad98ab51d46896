/**
 * libsignal, which Baileys uses, writes to the console: whole sessions with their private keys among
 * it (`libsignal/src/session_record.js`, `session_cipher.js`, `session_builder.js`, `queue_job.js`,
 * `curve.js`). These are the first arguments of all its calls.
 */
const LINES: readonly string[] = [
	'V1 session storage migration error: registrationId',
	'Migrating session to:',
	'Session already closed',
	'Closing session:',
	'Session already open',
	'Opening session:',
	'Removing old closed session:',
	'Closing open session in favor of incoming prekey bundle',
	'WARNING: Expected pubkey of length 33, please report the ST and client that generated the pubkey',
	'Unhandled bucket type (for naming):',
	'Failed to decrypt message with any known session...',
	'Decrypted message with closed session.',
];
const METHODS = ['info', 'warn', 'error'] as const;
const SILENCED = Symbol.for('waypost.libsignal-silenced');

type Write = ((...args: unknown[]) => void) & { [SILENCED]?: true };

const isFromLibsignal = (first: unknown): boolean =>
	typeof first === 'string' && (LINES.includes(first) || first.startsWith('Session error:'));

/** Drops libsignal's own lines from a console, and nothing else. Doing it again changes nothing. */
export function silenceLibsignal(target: Pick<Console, (typeof METHODS)[number]> = console): void {
	for (const method of METHODS) {
		const write: Write = target[method];
		if (write[SILENCED]) continue;
		const filtered: Write = (...args) => {
			if (!isFromLibsignal(args[0])) write.apply(target, args);
		};
		filtered[SILENCED] = true;
		target[method] = filtered;
	}
}
