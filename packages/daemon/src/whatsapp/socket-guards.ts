import type { IncomingMessage } from 'node:http';
import type { BinaryNode, WASocket } from './baileys.js';

/** How long a peer may take to answer our close frame. `ws` itself waits 30 s. */
const CLOSE_GRACE_MS = 1000;

type Listener = (...args: unknown[]) => unknown;

/**
 * Catches what Baileys' own listeners throw or reject with, which would otherwise end the process: a
 * frame that cannot be decrypted is enough. Call it right after `makeWASocket`, before adding others.
 */
export function guardListeners(
	{ ws }: WASocket,
	onError: (event: string, error: unknown) => void,
): void {
	for (const event of ws.eventNames()) {
		for (const listener of ws.listeners(event)) {
			ws.off(event, listener as Listener);
			ws.on(
				event,
				guarded(listener as Listener, (error) => onError(String(event), error)),
			);
		}
	}
}

const guarded =
	(listener: Listener, onError: (error: unknown) => void): Listener =>
	(...args) => {
		try {
			const result = listener(...args);
			if (result instanceof Promise) result.catch(onError);
		} catch (error) {
			onError(error);
		}
	};

/** Cuts the connection without a closing handshake. */
export function terminate({ ws }: WASocket): void {
	const raw: unknown = Reflect.get(ws, 'socket');
	if (typeof raw !== 'object' || raw === null || !('terminate' in raw)) return;
	(raw as { terminate(): void }).terminate();
}

/** Makes every end of the socket, Baileys' own too, wait one second for the peer and no longer. */
export function boundClosing(sock: WASocket): void {
	const close = sock.ws.close.bind(sock.ws);
	sock.ws.close = async () => {
		const timer = setTimeout(() => terminate(sock), CLOSE_GRACE_MS);
		try {
			await close();
		} finally {
			clearTimeout(timer);
		}
	};
}

/**
 * Hears of an HTTP answer in place of the WebSocket. Baileys listens to it and does nothing, which
 * turns off `ws`'s own handling: the socket would stay "connecting" for ever.
 */
export function onHttpAnswer(
	{ ws }: WASocket,
	heard: (status: number, retryAfter: string | undefined) => void,
): void {
	ws.on('unexpected-response', (_request: unknown, response: IncomingMessage) => {
		response.resume();
		heard(response.statusCode ?? 0, response.headers['retry-after']);
	});
}

/** @param name - Baileys' name of a stanza, such as `CB:receipt`. */
export const onStanza = ({ ws }: WASocket, name: string, heard: (node: BinaryNode) => void): void =>
	void ws.on(name, heard);

/** Hears of each `<message>` before Baileys does. */
export const beforeMessage = ({ ws }: WASocket, heard: (node: BinaryNode) => void): void =>
	void ws.prependListener('CB:message', heard);

/** What Baileys' event buffer takes (BUFFERABLE_EVENT in `Utils/event-buffer.js`). */
const BUFFERED: ReadonlySet<string> = new Set([
	...['messages.upsert', 'messages.update', 'messages.delete', 'messages.reaction'],
	...['message-receipt.update', 'messaging-history.set', 'groups.update'],
	...['chats.upsert', 'chats.update', 'chats.delete', 'contacts.upsert', 'contacts.update'],
]);

/**
 * Hears Baileys' events as they are raised, in place of its buffer: there they wait up to 30 s, while
 * a backlog comes in or after a flush at the wrong moment, get merged with one another, and are thrown
 * away when the socket ends. What it would take goes no further, so that it keeps nothing in memory:
 * nobody, in Baileys neither, listens for it.
 */
export function tapEvents(sock: WASocket, heard: (event: string, data: unknown) => void): void {
	const emit = sock.ev.emit.bind(sock.ev);
	sock.ev.emit = (event, data) => {
		heard(event, data);
		return BUFFERED.has(event) || emit(event, data);
	};
}

/** Rejects the questions that nobody will answer any more, which also stops their timers. */
export function abandonQueries({ ws }: WASocket): void {
	ws.emit('error', new Error('The connection has ended.'));
}
