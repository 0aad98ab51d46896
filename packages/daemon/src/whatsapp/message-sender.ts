import type { Baileys, proto, WASocket } from './baileys.js';
import type { BaileysLogger } from './baileys-logger.js';
import type { ChatAddressing } from './chat-addressing.js';
import { DeadlineError } from './deadline.js';
import type { Departures } from './departures.js';
import type { Groups } from './groups.js';
import { chatKindOf, isSameAccount, lidOf, phoneNumberOf } from './jid.js';
import { checkNumbers } from './number-check.js';
import { toBaileysContent, withoutPlaceholders } from './outgoing-file.js';
import { buildMessage } from './outgoing-message.js';
import { relayAttributes } from './relay-attributes.js';
import { SendError, type OutgoingContent, type OutgoingFile } from './whatsapp-connection.js';

/** A large file on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** Ends of `relayMessage` after its last step that still come before its one write of the message. */
const BEFORE_THE_WRITE = /^Connection Closed|^All encryptions failed/;

/** WhatsApp's answers to who asks for a group without being in it. */
const NOT_A_MEMBER: ReadonlySet<unknown> = new Set([401, 403, 404]);

export interface MessageSenderOptions {
	baileys: Baileys;
	sock: WASocket;
	logger: BaileysLogger;
	addressing: ChatAddressing;
	groups: Pick<Groups, 'mayWrite' | 'drop'>;
	departures: Departures;
	within<T>(work: Promise<T>, what: string, ms?: number): Promise<T>;
	/** Milliseconds since 1970. */
	now(): number;
	/** False once the connection ends, and before it is open. */
	isOpen(): boolean;
	/** This socket can no longer upload. */
	onPoisonedUpload(): void;
}

interface Relay {
	chatId: string;
	whatsappId: string;
	content: Uint8Array;
	refresh?: boolean;
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
		const { baileys } = this.#options;
		try {
			const message = await buildMessage(content, chatId, {
				...this.#options,
				upload: (file) => this.#upload(file, whatsappId),
			});
			return baileys.proto.Message.encode(message).finish();
		} catch (cause) {
			if (cause instanceof SendError) throw cause;
			throw refusedByGroup(chatId, cause) ?? notSent('The message could not be prepared', cause);
		}
	}

	/** @throws SendError */
	async relay({ chatId, whatsappId, content, refresh = false }: Relay): Promise<void> {
		const { baileys, sock, within, isOpen, departures } = this.#options;
		if (!isOpen()) throw notSent('The session is not connected to WhatsApp');
		const message = baileys.proto.Message.decode(content);
		if (chatKindOf(chatId) === 'direct') await this.#assertDevices(chatId, refresh);
		if (chatKindOf(chatId) === 'group') await this.#assertMayWrite(chatId, message, refresh);
		departures.watch(message);
		try {
			await within(
				sock.relayMessage(chatId, message, {
					messageId: whatsappId,
					...relayAttributes(baileys.proto, message),
					...(refresh ? { useUserDevicesCache: false } : {}),
				}),
				'the sending of a message',
			);
		} catch (cause) {
			throw this.#failureOf(chatId, message, cause);
		}
	}

	#failureOf(chatId: string, message: proto.IMessage, cause: unknown): SendError {
		const mayHaveLeft =
			this.#options.departures.giveUp(message) && !BEFORE_THE_WRITE.test(wordsOf(cause));
		const refused = mayHaveLeft ? null : refusedByGroup(chatId, cause);
		if (refused) return refused;
		return new SendError(`The message could not be sent: ${wordsOf(cause)}`, {
			mayHaveLeft,
			cause,
		});
	}

	async #upload(file: OutgoingFile, messageId: string): Promise<proto.IMessage> {
		const { baileys, sock, logger, within } = this.#options;
		const content = await toBaileysContent(file);
		try {
			const message = await within(
				baileys.generateWAMessageContent(content, {
					logger: logger.child({ messageId }),
					upload: sock.waUploadToServer,
					mediaUploadTimeoutMs: UPLOAD_TIMEOUT_MS,
				}),
				'the upload of a file',
				UPLOAD_TIMEOUT_MS,
			);
			withoutPlaceholders(message);
			return message;
		} catch (cause) {
			await this.#checkUploads();
			throw cause;
		}
	}

	/**
	 * Without devices Baileys sends a message with nothing in it, and calls that sent. Asks for the
	 * owner's devices too, as Baileys will: they show what this one sends.
	 */
	async #assertDevices(chatId: string, refresh: boolean): Promise<void> {
		const { sock, within, addressing } = this.#options;
		const own = await addressing.ownJid(lidOf(chatId) === null ? 'phone-number' : 'lid');
		const devices = await within(
			sock.getUSyncDevices([...new Set([own, chatId])], !refresh, false),
			'the devices of the recipient',
		).catch((cause: unknown) => {
			throw notSent('WhatsApp did not say which devices the recipient has', cause);
		});
		const reached = devices.map(({ jid }) => jid);
		if (!reached.some((jid) => isSameAccount(jid, chatId))) {
			await this.#assertOnWhatsApp(chatId);
			throw notSent('WhatsApp did not say which devices the recipient has');
		}
		if (refresh) await this.#renewSessions(reached);
	}

	/** Where only admins write, all members may still react, and take back what they wrote. */
	async #assertMayWrite(chatId: string, message: proto.IMessage, refresh: boolean): Promise<void> {
		const { groups, within } = this.#options;
		if (refresh) groups.drop(chatId);
		const asked = within(groups.mayWrite(chatId), 'the members of a group');
		const isAllowed = await asked.catch((cause: unknown) => {
			throw (
				refusedByGroup(chatId, cause) ?? notSent('WhatsApp did not say who is in the group', cause)
			);
		});
		if (isAllowed || message.reactionMessage || message.protocolMessage) return;
		throw new SendError('Only admins may write in this group. Have this number made an admin.', {
			mayHaveLeft: false,
			permanent: 'NOT_GROUP_ADMIN',
		});
	}

	/** Stale keys are one reason for WhatsApp to refuse a message. */
	async #renewSessions(devices: string[]): Promise<void> {
		const { sock, within } = this.#options;
		await within(sock.assertSessions(devices, true), 'the keys of the recipient').catch(
			(cause: unknown) => {
				throw notSent('WhatsApp did not give the keys of the recipient', cause);
			},
		);
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
	async #checkUploads(): Promise<void> {
		const { sock, within, isOpen, onPoisonedUpload } = this.#options;
		if (!isOpen()) return;
		try {
			await within(sock.refreshMediaConn(false), 'the upload servers');
		} catch {
			onPoisonedUpload();
		}
	}
}

/** Baileys puts the number of a refusal into `data` (`WABinary/generic-utils.js`). */
function refusedByGroup(chatId: string, cause: unknown): SendError | null {
	if (chatKindOf(chatId) !== 'group' || !(cause instanceof Error) || !('data' in cause))
		return null;
	if (!NOT_A_MEMBER.has(cause.data)) return null;
	return new SendError('This number is not a member of the group. Have it added on a phone.', {
		mayHaveLeft: false,
		permanent: 'NOT_IN_GROUP',
		cause,
	});
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
