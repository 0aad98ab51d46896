import { randomBytes } from 'node:crypto';
import { encryptMedia, type AttachmentKind } from '../baileys/media.js';
import type { MessageCard, MessageLocation, MessagePoll } from '../baileys/message-details.js';
import {
	attachmentMessage,
	contactMessage,
	deleteMessage,
	editMessage,
	locationMessage,
	pollMessage,
	reactionMessage,
	textMessage,
	withCaption,
	type OutgoingContext,
	type OutgoingMessage,
	type Quote,
} from '../baileys/outgoing.js';
import type { proto } from '../baileys/protocol.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import { parseJid } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import { previewImage } from './image-preview.js';
import type { Disappearing } from './disappearing.js';
import type { Recipient } from './recipient.js';
import type { Screen } from './screen.js';

/** An attachment a phone sends. */
export interface AttachmentInput {
	readonly data: Uint8Array;
	readonly mimeType: string;
	/** By MIME type when absent: image, video, audio, else document. */
	readonly kind?: AttachmentKind | undefined;
	readonly caption?: string | undefined;
	readonly fileName?: string | undefined;
	/** Of a voice note, an audio file or a video. */
	readonly seconds?: number | undefined;
	/** Of a voice note: loudness from 0 to 100. */
	readonly waveform?: readonly number[] | undefined;
}

/** What goes with a message, whatever is in it. */
export interface SendOptions {
	/** Id of the displayed message this one quotes. */
	readonly replyTo?: string | undefined;
	/** Numbers of the people named in the text, which says `@` and the number. */
	readonly mentions?: readonly string[] | undefined;
}

/** A place on the map, as it is given. */
export type LocationInput = Pick<MessageLocation, 'latitude' | 'longitude'> &
	Partial<Pick<MessageLocation, 'name' | 'address'>>;

/** Turns what a phone's owner wants to say into a WhatsApp message. */
export class PhoneComposer {
	readonly #world: World;
	readonly #account: Account;
	readonly #screen: Screen;
	readonly #disappearing: Disappearing;

	constructor(world: World, account: Account, screen: Screen, disappearing: Disappearing) {
		this.#world = world;
		this.#account = account;
		this.#screen = screen;
		this.#disappearing = disappearing;
	}

	/** @param to - null: for a status. */
	text(to: Recipient | null, text: string, options: SendOptions = {}): OutgoingMessage {
		const people = this.#mentioned(to, options);
		return textMessage(naming(text, people), this.#context(to, options));
	}

	/** Encrypts and uploads the attachment first. `to` as above. */
	async attachment(
		to: Recipient | null,
		input: AttachmentInput,
		options: SendOptions = {},
	): Promise<OutgoingMessage> {
		const data = Buffer.from(input.data);
		const kind = input.kind ?? kindOf(input.mimeType);
		const media = await encryptMedia(data, kind);
		const directPath = this.#world.media.put(media.blob);
		const { mimeType, fileName, caption, seconds, waveform } = input;
		const people = this.#mentioned(to, options);
		return attachmentMessage(media, {
			kind,
			mimeType,
			fileName,
			caption: caption === undefined ? undefined : naming(caption, people),
			preview: kind === 'image' ? await previewImage(data) : undefined,
			seconds,
			waveform,
			url: `https://${this.#world.mediaHost}${directPath}`,
			directPath,
			context: this.#context(to, options),
			keyMadeAt: this.#world.clock.unixTime(),
		});
	}

	location(to: Recipient, location: LocationInput, options: SendOptions): OutgoingMessage {
		return locationMessage({ name: null, address: null, ...location }, this.#context(to, options));
	}

	contacts(to: Recipient, cards: readonly MessageCard[], options: SendOptions): OutgoingMessage {
		return contactMessage(cards, this.#context(to, options));
	}

	poll(to: Recipient, poll: MessagePoll, options: SendOptions): OutgoingMessage {
		return pollMessage(poll, randomBytes(32), this.#context(to, options));
	}

	/** Throws MESSAGE_NOT_FOUND when the message was never on this phone's screen. */
	reaction(to: Recipient, messageId: string, emoji: string): OutgoingMessage {
		return reactionMessage(this.#key(to, messageId), emoji, this.#world.clock.now());
	}

	/**
	 * Throws MESSAGE_NOT_FOUND, and INVALID_REQUEST for a message of somebody else.
	 *
	 * @param sent - the message as it left this phone; undefined when another device sent it.
	 */
	edit(
		to: Recipient,
		messageId: string,
		text: string,
		sent: proto.IMessage | undefined,
	): OutgoingMessage {
		if (this.#entry(messageId).message.direction === 'in') {
			throw new SandboxError('INVALID_REQUEST', 'Only who wrote a message can change it.');
		}
		const edited = (sent && withCaption(sent, text)) ?? { conversation: text };
		return editMessage(this.#key(to, messageId), edited, this.#world.clock.now());
	}

	/** Throws MESSAGE_NOT_FOUND. Whether an admin may is for those to judge who receive it. */
	deletion(to: Recipient, messageId: string): OutgoingMessage {
		return deleteMessage(this.#key(to, messageId));
	}

	#key(to: Recipient, messageId: string): proto.IMessageKey {
		const { message } = this.#entry(messageId);
		const fromMe = message.direction === 'out';
		const named = to.kind === 'group' && !fromMe;
		const participant = named ? { participant: this.#author(to, message) } : {};
		return { remoteJid: to.jid, fromMe, id: messageId, ...participant };
	}

	#context(to: Recipient | null, options: SendOptions): OutgoingContext {
		if (!to) return { quote: undefined, mentions: [], expiration: 0 };
		const mentions = this.#mentioned(to, options).map(({ jid }) => jid);
		const expiration = this.#disappearing.begin(to);
		return { quote: this.#quote(to, options.replyTo), mentions, expiration };
	}

	#mentioned(to: Recipient | null, { mentions = [] }: SendOptions): Mentioned[] {
		if (!to) return [];
		return mentions.map((number) => {
			const account = this.#world.accounts.byPhoneNumber(number);
			if (account) return { number: account.number, jid: account.jid(to.addressing) };
			throw new SandboxError('RECIPIENT_NOT_ON_WHATSAPP', `${number} is not on WhatsApp.`);
		});
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

interface Mentioned {
	/** Digits. */
	readonly number: string;
	readonly jid: string;
}

/** A phone writes the user part of the address it mentions, and shows a name in its place. */
function naming(text: string, people: readonly Mentioned[]): string {
	const users = new Map(people.map(({ number, jid }) => [number, parseJid(jid).user]));
	return text.replace(/@\+?(\d+)/g, (written, digits: string) => {
		const user = users.get(digits);
		return user === undefined ? written : `@${user}`;
	});
}

function kindOf(mimeType: string): AttachmentKind {
	if (mimeType.startsWith('image/')) return 'image';
	if (mimeType.startsWith('video/')) return 'video';
	return mimeType.startsWith('audio/') ? 'audio' : 'document';
}
