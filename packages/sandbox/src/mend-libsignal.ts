import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';

/** Methods whose work waits in a queue (`libsignal/src/session_cipher.js`, `session_builder.js`). */
const QUEUED = {
	SessionCipher: ['encrypt', 'decryptWhisperMessage', 'decryptPreKeyWhisperMessage'],
	SessionBuilder: ['initOutgoing'],
} as const;
const MENDED = Symbol.for('waypost.libsignal-mended');

type Storage = Record<string | symbol, (...args: unknown[]) => unknown>;
type Method = (this: { storage: Storage }, ...args: unknown[]) => unknown;
type Prototype = Record<string, Method> & { [MENDED]?: true };
type Libsignal = Record<keyof typeof QUEUED, { prototype: Prototype }>;

/** One state of a Signal session (`libsignal/src/session_record.js`, SessionEntry). */
interface SessionEntry {
	serialize(): unknown;
	readonly constructor: { deserialize(data: unknown): SessionEntry };
}

/**
 * Mends two mistakes of libsignal (the JavaScript one, 6.0) that phones do not make: an attempt to
 * open a message that fails spoils the Signal session it was made with, and what waits in the queue
 * of an address, which all phones of the process share, runs in the async context, and so in the
 * transaction, of another phone. What is sent next can then not be opened. The daemon mends its own
 * copy in the same way (docs/decisions/0018). Doing it again changes nothing.
 */
export function mendLibsignal(libsignal: Libsignal = loadLibsignal()): void {
	const cipher = libsignal.SessionCipher.prototype;
	if (cipher[MENDED]) return;
	cipher[MENDED] = true;
	replace(cipher, 'doDecryptWhisperMessage', wholeOrNotAtAll);
	for (const [owner, names] of Object.entries(QUEUED)) {
		const { prototype } = libsignal[owner as keyof typeof QUEUED];
		for (const name of names) replace(prototype, name, inContextOfCaller);
	}
}

function replace(prototype: Prototype, name: string, mended: (method: Method) => Method): void {
	const method = prototype[name];
	if (!method) throw new Error(`libsignal has no method ${name}. Use the version that is pinned.`);
	prototype[name] = mended(method);
}

const wholeOrNotAtAll = (method: Method): Method =>
	async function (message, session) {
		const entry = session as SessionEntry;
		const before = entry.serialize();
		try {
			return await method.call(this, message, session);
		} catch (error) {
			Object.assign(entry, entry.constructor.deserialize(before));
			throw error;
		}
	};

const inContextOfCaller = (method: Method): Method =>
	function (...args) {
		const storage = boundTo(AsyncLocalStorage.snapshot(), this.storage);
		const self = Object.create(this, { storage: { value: storage } }) as { storage: Storage };
		return method.apply(self, args);
	};

function boundTo(context: <T>(work: () => T) => T, storage: Storage): Storage {
	return new Proxy(storage, {
		get:
			(target, name) =>
			(...args: unknown[]) =>
				context(() => target[name]?.(...args)),
	});
}

/** The very copy that Baileys uses. */
function loadLibsignal(): Libsignal {
	const baileys = createRequire(import.meta.url).resolve('@whiskeysockets/baileys');
	return createRequire(baileys)('libsignal') as Libsignal;
}
