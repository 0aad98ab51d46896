import type { Baileys, WASocket } from './baileys.js';
import type { BaileysLogger } from './baileys-logger.js';
import { DeadlineError } from './deadline.js';
import { chatKindOf, phoneNumberOf } from './jid.js';
import { checkNumbers } from './number-check.js';
import { toBaileysContent } from './outgoing-message.js';
import { SendError, type OutgoingContent } from './whatsapp-connection.js';

/** A large file on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** Ends of `relayMessage` that come before its one write of the message (`Socket/messages-send.js`). */
const BEFORE_THE_WRITE =
	/^Connection Closed|^Query Cancelled|^All encryptions failed|not authenticated yet/;

export interface MessageSenderOptions {
	baileys: Baileys;
	sock: WASocket;
	logger: BaileysLogger;
	within<T>(work: Promise<T>, what: string, ms?: number): Promise<T>;
	/** False once the connection ends, and before it is open. */
	isOpen(): boolean;
	/** This socket can no longer upload. */
	onPoisonedUpload(): void;
}

/** Sends by one socket: prepares a message once, and relays its bytes as often as needed. */
export class MessageSender {
	readonly #options: MessageSenderOptions;

	constructor(options: MessageSenderOptions) {
		this.#options = options;
	}

	/** @throws SendError */
	async prepare(
		content: OutgoingContent,
		{ chatId, whatsappId }: { chatId: string; whatsappId: string },
	): Promise<Uint8Array> {
		const { baileys, sock, logger, within } = this.#options;
		try {
			const prepared = await toBaileysContent(content);
			const { message } = await within(
				baileys.generateWAMessage(chatId, prepared, {
					messageId: whatsappId,
					userJid: sock.user?.id ?? '',
					logger,
					upload: sock.waUploadToServer,
					mediaUploadTimeoutMs: UPLOAD_TIMEOUT_MS,
				}),
				'the upload of a file',
				UPLOAD_TIMEOUT_MS,
			);
			if (!message) throw new Error('Baileys made no message.');
			if (!message.videoMessage?.jpegThumbnail?.length) delete message.videoMessage?.jpegThumbnail;
			return baileys.proto.Message.encode(message).finish();
		} catch (cause) {
			if (cause instanceof SendError) throw cause;
			await this.#checkUploads(content);
			throw notSent('The message could not be prepared', cause);
		}
	}

	/** @throws SendError */
	async relay(message: { chatId: string; whatsappId: string; content: Uint8Array }): Promise<void> {
		const { baileys, sock, within, isOpen } = this.#options;
		if (!isOpen()) throw notSent('The session is not connected to WhatsApp');
		if (chatKindOf(message.chatId) === 'direct') await this.#assertDevices(message.chatId);
		const content = baileys.proto.Message.decode(message.content);
		try {
			await within(
				sock.relayMessage(message.chatId, content, { messageId: message.whatsappId }),
				'the sending of a message',
			);
		} catch (cause) {
			throw new SendError(`The message could not be sent: ${wordsOf(cause)}`, {
				mayHaveLeft: !BEFORE_THE_WRITE.test(wordsOf(cause)),
				cause,
			});
		}
	}

	/** Without devices Baileys sends a message with nothing in it, and calls that sent. */
	async #assertDevices(chatId: string): Promise<void> {
		const { sock, within } = this.#options;
		const devices = await within(
			sock.getUSyncDevices([chatId], true, false),
			'the devices of the recipient',
		).catch((cause: unknown) => {
			throw notSent('WhatsApp did not say which devices the recipient has', cause);
		});
		if (devices.length > 0) return;
		await this.#assertOnWhatsApp(chatId);
		throw notSent('WhatsApp did not say which devices the recipient has');
	}

	async #assertOnWhatsApp(chatId: string): Promise<void> {
		const number = phoneNumberOf(chatId);
		if (number === null) return;
		const answers = await checkNumbers(this.#options, [number]).catch((cause: unknown) => {
			throw notSent('WhatsApp did not say whether the recipient is known', cause);
		});
		if (answers.get(number) !== null) return;
		throw new SendError('The number is not on WhatsApp. Check the number.', {
			mayHaveLeft: false,
			permanent: 'RECIPIENT_NOT_ON_WHATSAPP',
		});
	}

	/**
	 * Baileys keeps the promise for the upload servers: when that question failed once, every later
	 * upload of this socket fails with it, and asking again does too.
	 */
	async #checkUploads({ kind }: OutgoingContent): Promise<void> {
		const { sock, within, isOpen, onPoisonedUpload } = this.#options;
		if (kind === 'text' || !isOpen()) return;
		try {
			await within(sock.refreshMediaConn(false), 'the upload servers');
		} catch {
			onPoisonedUpload();
		}
	}
}

const wordsOf = (error: unknown): string =>
	error instanceof Error ? error.message : 'an unknown error';

const notSent = (what: string, cause?: unknown): SendError =>
	new SendError(
		cause instanceof DeadlineError || cause === undefined
			? `${what}.`
			: `${what}: ${wordsOf(cause)}`,
		{ mayHaveLeft: false, cause },
	);
