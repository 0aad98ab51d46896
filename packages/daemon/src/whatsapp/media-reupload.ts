import { WaypostError } from '../runtime/waypost-error.js';
import type { Baileys, WASocket } from './baileys.js';
import type { ChatAddressing } from './chat-addressing.js';
import { mediaPartOf } from './media-part.js';
import { unwrap } from './message-envelope.js';
import { toWhatsAppKey } from './message-key.js';
import type { MessageKey } from './whatsapp-connection.js';

export interface MediaReuploadOptions {
	baileys: Baileys;
	sock: WASocket;
	addressing: ChatAddressing;
	within<T>(work: Promise<T>, what: string, ms?: number): Promise<T>;
}

/** A phone that is at hand answers within a second or two, after it has uploaded the file. */
const ANSWER_TIMEOUT_MS = 20_000;

interface MediaUpdate {
	key: { id?: string | null };
	media?: { ciphertext: Uint8Array; iv: Uint8Array };
	error?: unknown;
}

/**
 * Asks the phone to upload the file of a message again (`<receipt type="server-error">`, answered by
 * `<notification type="mediaretry">`). Baileys' own `updateMediaMessage` waits for ever when the
 * phone is off.
 *
 * @param content - the encoded `proto.Message`.
 * @returns it with the new place of its file.
 * @throws WaypostError MEDIA_NOT_FOUND, MEDIA_EXPIRED when the phone does not have the file any more
 *   or does not answer.
 */
export async function requestReupload(
	{ baileys, sock, addressing, within }: MediaReuploadOptions,
	key: MessageKey,
	content: Uint8Array,
): Promise<Uint8Array> {
	const message = baileys.proto.Message.decode(content);
	const part = mediaPartOf(unwrap(message))?.part;
	if (!part?.mediaKey?.length) throw new WaypostError('MEDIA_NOT_FOUND');
	const { answer, stop } = awaitUpdate(sock, key.whatsappId);
	try {
		const wireKey = await toWhatsAppKey(key, addressing);
		const request = baileys.encryptMediaRetryRequest(wireKey, part.mediaKey, sock.user?.id ?? '');
		await within(sock.sendNode(request), 'the request for a file');
		const update = await within(answer, 'the file from the phone', ANSWER_TIMEOUT_MS);
		part.directPath = newPlace(baileys, update, part.mediaKey, key.whatsappId);
		return baileys.proto.Message.encode(message).finish();
	} catch (cause) {
		if (cause instanceof WaypostError) throw cause;
		throw expired('the phone did not answer. Try again when it is online.', cause);
	} finally {
		stop();
	}
}

function awaitUpdate(sock: WASocket, id: string): { answer: Promise<MediaUpdate>; stop(): void } {
	const { promise, resolve } = Promise.withResolvers<MediaUpdate>();
	const listen = (updates: MediaUpdate[]): void => {
		const update = updates.find(({ key }) => key.id === id);
		if (update) resolve(update);
	};
	sock.ev.on('messages.media-update', listen);
	return { answer: promise, stop: () => sock.ev.off('messages.media-update', listen) };
}

function newPlace(
	{ decryptMediaRetryData, proto }: Baileys,
	{ media, error }: MediaUpdate,
	mediaKey: Uint8Array,
	id: string,
): string {
	if (!media) throw expired('the phone does not have it either.', error);
	const { result, directPath } = decryptMediaRetryData(media, mediaKey, id);
	const isThere = result === proto.MediaRetryNotification.ResultType.SUCCESS && !!directPath;
	if (!isThere) throw expired('the phone does not have it either.');
	return directPath;
}

const expired = (why: string, cause?: unknown): WaypostError =>
	new WaypostError('MEDIA_EXPIRED', `WhatsApp no longer has this file, and ${why}`, { cause });
