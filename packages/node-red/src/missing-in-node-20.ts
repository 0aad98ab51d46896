/** `URL.parse`, which came with Node 22.1; the build puts it in its place. */
export function parseUrl(url: string, base?: string | URL): URL | null {
	return URL.canParse(url, base) ? new URL(url, base) : null;
}

/** What a signal follows and what aborts it, for as long as somebody has the signal. */
const origins = new WeakMap<AbortSignal, { controller: AbortController; sources: AbortSignal[] }>();

/** By a signal: those that follow it. They may be gone, since following keeps nobody alive. */
const followers = new WeakMap<AbortSignal, Set<WeakRef<AbortController>>>();

/** Has a signal forget a follower that is gone. */
const gone = /* @__PURE__ */ new FinalizationRegistry<() => void>((forget) => forget());

/**
 * `AbortSignal.any`, which came with Node 20.3; the build puts it in its place. The signals of a
 * connection live for months, and each request follows one: nothing of a request that is over stays
 * with them.
 */
export function anySignal(signals: Iterable<AbortSignal>): AbortSignal {
	const sources = [...signals];
	const controller = new AbortController();
	const { signal } = controller;
	const aborted = sources.find((source) => source.aborted);
	if (aborted) {
		controller.abort(aborted.reason);
		return signal;
	}
	origins.set(signal, { controller, sources });
	const follower = new WeakRef(controller);
	for (const source of sources) followersOf(source).add(follower);
	const known = sources.map((source) => followers.get(source)!);
	gone.register(signal, () => {
		for (const each of known) each.delete(follower);
	});
	return signal;
}

/** One listener for all of them: Node takes more than ten for a leak, and says so in the log. */
function followersOf(source: AbortSignal): Set<WeakRef<AbortController>> {
	const known = followers.get(source);
	if (known) return known;
	const added = new Set<WeakRef<AbortController>>();
	followers.set(source, added);
	const abort = () => {
		for (const follower of added) follower.deref()?.abort(source.reason);
	};
	source.addEventListener('abort', abort, { once: true });
	return added;
}
