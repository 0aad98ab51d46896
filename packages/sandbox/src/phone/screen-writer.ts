import type { MessageContent } from '../baileys/content.js';
import {
	readDetails,
	type MessageDetails,
	type QuotedMessage,
} from '../baileys/message-details.js';
import type { proto } from '../baileys/protocol.js';
import { toE164 } from '../phone-number.js';
import { addressingOf, isGroup, parseJid, type Addressing } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import { timerWords, type Disappearing } from './disappearing.js';
import { loadAttachment } from './attachment-loader.js';
import type { DisplayedDetails, DisplayedMessage, DisplayedQuote } from './displayed-message.js';
import type { PastDisplay, Screen } from './screen.js';

/** Where a message belongs, and who wrote it. */
export interface Place {
	readonly id: string;
	/** E.164 of the other person, or the id of the group. */
	readonly chat: string;
	readonly sender: Account;
	/** How its sender addressed this phone. */
	readonly addressing: Addressing;
	/** The whole message. */
	readonly source: proto.IMessage;
	/** Of a message that was displayed before. */
	readonly past?: PastDisplay;
}

type Change<D extends MessageContent['does']> = Extract<MessageContent, { does: D }>;

/** Puts on the screen of a phone what a message says, its own messages included. */
export class ScreenWriter {
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

	/** Returns what came onto the screen; undefined when something there changed, or nothing did. */
	async write(content: MessageContent, place: Place): Promise<DisplayedMessage | undefined> {
		switch (content.does) {
			case 'edit':
				return this.#edit(content, place);
			case 'delete':
				return this.#delete(content, place);
			case 'set-timer':
				return this.#setTimer(content, place);
			case 'nothing':
				return undefined;
			case 'show':
			case 'show-media':
				return this.#show(content, place);
		}
	}

	async #show(
		content: Change<'show' | 'show-media'>,
		{ id, chat, sender, addressing, source, past }: Place,
	): Promise<DisplayedMessage> {
		const loaded =
			content.does === 'show-media'
				? await loadAttachment(this.#world, content.media, toE164(this.#account.number), id)
				: undefined;
		const text = content.does === 'show' ? content.text : content.media.caption;
		const shown = {
			id,
			direction: sender === this.#account ? 'out' : 'in',
			chat,
			from: toE164(sender.number),
			kind: content.does === 'show' ? content.kind : content.media.kind,
			text,
			attachment: loaded?.attachment ?? null,
			replyTo: this.#repliesTo(content.details, chat, sender),
			expiresAt: this.#disappearing.endOf(chat, content.details.expiration),
			...this.#details(content.details, chat, text),
		} as const;
		this.#disappearing.adopt(chat, content.details.expiration);
		const message = this.#screen.show(shown, { addressing, bytes: loaded?.bytes, source }, past);
		this.#disappearing.watch(message);
		return message;
	}

	/** Somebody has set after how long messages of a direct chat disappear; both sides read of it. */
	async #setTimer({ seconds }: Change<'set-timer'>, place: Place): Promise<DisplayedMessage> {
		this.#disappearing.set(place.chat, seconds);
		const details = readDetails({});
		return this.#show({ does: 'show', kind: 'notice', text: timerWords(seconds), details }, place);
	}

	/** Only who wrote a message may change it. */
	#edit({ target, text, details }: Change<'edit'>, { sender, chat }: Place): undefined {
		const entry = this.#screen.find(target, toE164(sender.number));
		if (!entry || entry.message.deleted) return;
		const { attachment } = entry.message;
		this.#screen.update(entry, {
			edited: true,
			text,
			mentions: this.#mentions(details, chat, text),
			attachment: attachment && { ...attachment, caption: text },
		});
	}

	/** One takes back one's own messages; an admin also those of others in the group. */
	#delete({ target, author: named }: Change<'delete'>, { sender, chat }: Place): undefined {
		const author = named === null ? sender : this.#world.accounts.byJid(named);
		const admin = this.#world.groups.byId(chat)?.isAdmin(sender) ?? false;
		if (!author || (author !== sender && !admin)) return;
		const entry = this.#screen.find(target, toE164(author.number));
		if (entry) this.#screen.update(entry, { deleted: true, text: null, attachment: null });
	}

	/** A reaction that names another author than the message has belongs to none. */
	#repliesTo({ quoted, reactionTo }: MessageDetails, chat: string, sender: Account): string | null {
		if (!reactionTo) return quoted?.id ?? null;
		const { id, fromMe, author } = reactionTo;
		const entry = this.#screen.find(id);
		if (!entry) return id;
		const other = sender === this.#account ? chat : toE164(this.#account.number);
		const named = author === null ? undefined : this.#personIn(chat, author);
		const writer = fromMe ? toE164(sender.number) : named ? toE164(named.number) : other;
		return entry.message.from === writer ? id : null;
	}

	#details(details: MessageDetails, chat: string, text: string | null): DisplayedDetails {
		const { location, contacts, poll, linkPreview, groupInvite } = details;
		return {
			...{ location, contacts, poll, linkPreview, groupInvite },
			mentions: this.#mentions(details, chat, text),
			quoted: details.quoted && this.#quoted(details.quoted, chat),
		};
	}

	#mentions({ mentions }: MessageDetails, chat: string, text: string | null): string[] {
		return mentions.flatMap((jid) => {
			const account = this.#personIn(chat, jid);
			const named = account && text?.includes(`@${parseJid(jid).user}`);
			return named ? [toE164(account.number)] : [];
		});
	}

	#quoted({ author, chat, text }: QuotedMessage, here: string): DisplayedQuote {
		const from = author === null ? undefined : this.#personIn(chat ?? here, author);
		return { from: from ? toE164(from.number) : null, chat: this.#chatName(chat), text };
	}

	#chatName(jid: string | null): string | null {
		if (jid === null || isGroup(jid)) return jid;
		const account = this.#world.accounts.byJid(jid);
		return account ? toE164(account.number) : jid;
	}

	/** A group knows its members by one address only. */
	#personIn(chat: string, jid: string): Account | undefined {
		const group = this.#world.groups.byId(chat);
		if (group && addressingOf(jid) !== group.addressing) return undefined;
		return this.#world.accounts.byJid(jid);
	}
}
