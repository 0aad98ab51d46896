import type { Response } from 'express';
import type { LinkingService, LinkPageState } from './linking.service.js';

export interface LinkPageStream {
	linking: LinkingService;
	ticket: string;
	response: Response;
	/** Aborted when the page goes away, or the daemon stops. */
	signal: AbortSignal;
	/** True once the person clicked: only then are codes sent, and made. */
	isShown: boolean;
}

const HEARTBEAT_MS = 15_000;

/** Feeds a link page with its state, until the session is linked or the page goes away. */
export async function sendLinkPageStream(stream: LinkPageStream): Promise<void> {
	const { linking, ticket, response, signal, isShown } = stream;
	linking.sessionOfTicket(ticket);
	response.writeHead(200, {
		'Content-Type': 'text/event-stream',
		'Cache-Control': 'no-store',
		'X-Accel-Buffering': 'no',
	});
	const changes = watch(linking, ticket, signal);
	const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
	try {
		if (isShown) await linking.showOnPage(ticket);
		for await (const state of changes) {
			response.write(`data: ${JSON.stringify(isShown ? state : withoutCodes(state))}\n\n`);
			if (state.state === 'connected') break;
		}
	} finally {
		clearInterval(heartbeat);
		response.end();
	}
}

const withoutCodes = (state: LinkPageState): LinkPageState => ({
	...state,
	qrImage: null,
	pairingCode: null,
});

/** The state now and after each change; changes that come while one is written are one. */
async function* watch(
	linking: LinkingService,
	ticket: string,
	signal: AbortSignal,
): AsyncGenerator<LinkPageState> {
	let changed = Promise.withResolvers<void>();
	const notify = () => changed.resolve();
	const unsubscribe = linking.watchPage(ticket, notify);
	signal.addEventListener('abort', notify);
	try {
		while (!signal.aborted) {
			const { promise } = changed;
			yield await linking.pageState(ticket);
			await promise;
			changed = Promise.withResolvers<void>();
		}
	} finally {
		unsubscribe();
		signal.removeEventListener('abort', notify);
	}
}
