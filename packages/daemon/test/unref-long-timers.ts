/**
 * Baileys never clears the 30 s timer of a pre-key upload (`Socket/socket.js`, uploadPreKeys), which
 * would keep a test run alive for half a minute after its last test. Importing this file lets the
 * process end in spite of it.
 */
const LONG_MS = 30_000;
const start = globalThis.setTimeout;

globalThis.setTimeout = Object.assign(
	(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
		const timer = start(run, ms, ...args);
		if ((ms ?? 0) >= LONG_MS) timer.unref();
		return timer;
	},
	start,
);
