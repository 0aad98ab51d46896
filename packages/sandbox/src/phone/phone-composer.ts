import { encryptMedia, type AttachmentKind } from '../baileys/media.js';
import {
	attachmentMessage,
	reactionMessage,
	textMessage,
	type OutgoingMessage,
	type Quote,
} from '../baileys/outgoing.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedAttachment, DisplayedMessage } from './displayed-message.js';
import { loadAttachment } from './attachment-loader.js';
import { previewImage } from './image-preview.js';
import type { Recipient } from './recipient.js';
import type { NewMessage, Screen } from './screen.js';

/** An attachment a phone sends. */
export interface AttachmentInput {
	readonly data: Uint8Array;
	readonly mimeType: string;
	/** By MIME type when absent: image, video, audio, else document. */
	readonly kind?: AttachmentKind | undefined;
	readonly caption?: string | undefined;
	readonly fileName?: string | undefined;
}

/** A message ready to be encrypted, and how the phone itself shows it. */
export interface Composed {
	readonly outgoing: OutgoingMessage;
	readonly shown: Omit<NewMessage, 'id' | 'direction' | 'chat' | 'from'>;
	readonly bytes?: Buffer | undefined;
}

/** Turns what a phone's owner wants to say into a WhatsApp message. */
export class PhoneComposer {
	readonly #world: World;
	readonly #account: Account;
	readonly #screen: Screen;

	constructor(world: World, account: Account, screen: Screen) {
		this.#world = world;
		this.#account = account;
		this.#screen = screen;
	}

	text(to: Recipient, text: string, replyTo: string | undefined): Composed {
		const outgoing = textMessage(text, this.#quote(to, replyTo));
		return { outgoing, shown: { kind: 'text', text, attachment: null, replyTo: replyTo ?? null } };
	}

	/** Encrypts and uploads the attachment first. */
	async attachment(
		to: Recipient,
		input: AttachmentInput,
		id: string,
		replyTo: string | undefined,
	): Promise<Composed> {
		const data = Buffer.from(input.data);
		const kind = input.kind ?? kindOf(input.mimeType);
		const media = await encryptMedia(data, kind);
		const directPath = this.#world.media.put(media.blob);
		const { mimeType, fileName, caption } = input;
		const outgoing = attachmentMessage(media, {
			kind,
			mimeType,
			fileName,
			caption,
			preview: kind === 'image' ? await previewImage(data) : undefined,
			url: `https://${this.#world.mediaHost}${directPath}`,
			directPath,
			quote: this.#quote(to, replyTo),
		});
		const attachment = await this.#shown(input, kind, media.mediaKey, directPath, id);
		const text = caption ?? null;
		return { outgoing, shown: { kind, text, attachment, replyTo: replyTo ?? null }, bytes: data };
	}

	/** Throws MESSAGE_NOT_FOUND when the message was never on this phone's screen. */
	reaction(to: Recipient, messageId: string, emoji: string): Composed {
		const { message } = this.#entry(messageId);
		const fromMe = message.direction === 'out';
		const participant = to.kind === 'group' ? { participant: this.#author(to, message) } : {};
		const key = { remoteJid: to.jid, fromMe, id: messageId, ...participant };
		const outgoing = reactionMessage(key, emoji);
		const shown = { kind: 'reaction', text: emoji, attachment: null, replyTo: messageId } as const;
		return { outgoing, shown };
	}

	async #shown(
		{ mimeType, fileName, caption }: AttachmentInput,
		kind: AttachmentKind,
		mediaKey: Buffer,
		path: string,
		id: string,
	): Promise<DisplayedAttachment> {
		const named = { fileName: fileName ?? null, caption: caption ?? null };
		const pointer = { kind, mimeType, mediaKey, path, fileSha256: null, ...named };
		const number = toE164(this.#account.number);
		return (await loadAttachment(this.#world.media, pointer, number, id)).attachment;
	}

	#quote(to: Recipient, replyTo: string | undefined): Quote | undefined {
		if (replyTo === undefined) return undefined;
		const { message } = this.#entry(replyTo);
		return { id: replyTo, participant: this.#author(to, message), text: message.text ?? '' };
	}

	/** Jid of who wrote a message, as its chat addresses people. */
	#author({ addressing }: Recipient, { from }: DisplayedMessage): string {
		return (this.#world.accounts.byPhoneNumber(from) ?? this.#account).jid(addressing);
	}

	#entry(id: string) {
		const entry = this.#screen.find(id);
		if (entry) return entry;
		const phone = toE164(this.#account.number);
		throw new SandboxError('MESSAGE_NOT_FOUND', `The phone ${phone} shows no message ${id}.`);
	}
}

function kindOf(mimeType: string): AttachmentKind {
	if (mimeType.startsWith('image/')) return 'image';
	if (mimeType.startsWith('video/')) return 'video';
	return mimeType.startsWith('audio/') ? 'audio' : 'document';
}
