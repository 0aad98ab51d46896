import type { Message } from '@waypost/contract';
import type { AttachmentFile } from './attachment-file.js';
import { createClient, type ClientOptions, type Waypost } from './client.js';
import { WaypostError } from './errors.js';

export interface SimpleClientOptions extends Omit<ClientOptions, 'apiKey'> {
	/** The session to send with. Default: the only session the key may use. */
	session?: string;
}

/** Two functions, for programs that only send. `userToken` is an API key of the daemon. */
export interface SimpleClient {
	/**
	 * Sends a text to a phone number with its country code. Resolves once the daemon has stored it.
	 *
	 * @throws WaypostError `NO_SESSION` or `SESSION_AMBIGUOUS` when it is not clear which session to
	 *   send with, and the errors of `messages.sendText`
	 */
	sendMessage(userToken: string, to: string, message: string): Promise<Message>;
	/** Sends a file, with or without a caption. Throws as `sendMessage` does. */
	sendAttachment(
		userToken: string,
		to: string,
		file: AttachmentFile,
		caption?: string,
	): Promise<Message>;
}

/**
 * Makes the two functions.
 *
 * @example
 * const { sendMessage, sendAttachment } = createSimpleClient({ url: 'http://127.0.0.1:9297' });
 * await sendMessage(token, '+49 170 0000001', 'Hello!');
 * await sendAttachment(token, '+49 170 0000001', fileInput.files[0], 'Our offer');
 */
export function createSimpleClient(options: SimpleClientOptions): SimpleClient {
	const { session, ...connection } = options;
	const open = async (userToken: string) => {
		const waypost = createClient({ ...connection, apiKey: userToken });
		return { waypost, sessionId: session ?? (await onlySession(waypost)) };
	};
	return {
		async sendMessage(userToken, to, message) {
			const { waypost, sessionId } = await open(userToken);
			return waypost.messages.sendText(sessionId, to, message);
		},
		async sendAttachment(userToken, to, file, caption) {
			const { waypost, sessionId } = await open(userToken);
			const details = caption === undefined ? {} : { caption };
			return waypost.messages.sendAttachment(sessionId, to, file, details);
		},
	};
}

/** The one session this key may use: named by the key itself, else the only one there is. */
async function onlySession(waypost: Waypost): Promise<string> {
	const { sessions } = await waypost.me();
	const named = sessions.filter((id) => id !== '*');
	if (named.length === sessions.length && named.length === 1) return named[0]!;
	const { data } = await waypost.sessions.list({ limit: 2 });
	const [first, second] = data;
	if (!first) {
		throw new WaypostError(
			'NO_SESSION',
			'This key has no session to send with. Create one and link it, or use a key of another session.',
		);
	}
	if (second) {
		throw new WaypostError(
			'SESSION_AMBIGUOUS',
			`This key may use several sessions ("${first.id}", "${second.id}", …). ` +
				'Pass `session` to createSimpleClient, or use a key for one session only.',
		);
	}
	return first.id;
}
