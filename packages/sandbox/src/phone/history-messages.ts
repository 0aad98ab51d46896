import { proto } from '../baileys/protocol.js';
import { withCaption } from '../baileys/outgoing.js';
import { formatJid, isGroup, LID, PN } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { Screen, ScreenEntry } from './screen.js';

const { Status } = proto.WebMessageInfo;

/** A chat of a phone, its messages newest first. */
export interface PastChat {
	/** E.164 of the other person, or the id of the group. */
	readonly chat: string;
	readonly entries: readonly ScreenEntry[];
}

/** How a phone tells its linked devices what it has displayed. */
export class HistoryMessages {
	readonly #world: World;
	readonly #account: Account;
	readonly #screen: Screen;

	constructor(world: World, account: Account, screen: Screen) {
		this.#world = world;
		this.#account = account;
		this.#screen = screen;
	}

	/** The name of a chat in the protocol. */
	jidOf(chat: string): string {
		return isGroup(chat) ? chat : formatJid(chat.slice(1), PN);
	}

	/** What linked devices are told of a chat, with some of its messages. */
	conversation({ chat, entries }: PastChat): proto.IConversation {
		const [latest] = entries;
		const about = isGroup(chat) ? this.#aboutGroup(chat) : this.#aboutPerson(chat);
		return {
			...about,
			id: this.jidOf(chat),
			unreadCount: entries.filter(({ message }) => isUnread(message)).length,
			...(latest && { conversationTimestamp: seconds(latest.message) }),
			messages: entries.map((entry) => ({ message: this.message(entry) })),
		};
	}

	/** @param remoteJid - the chat's, as who asks names it. */
	message({ message, source }: ScreenEntry, remoteJid = this.jidOf(message.chat)) {
		const key = this.#keyOf(message, remoteJid);
		const author = key.fromMe ? undefined : this.#world.accounts.byPhoneNumber(message.from);
		return proto.WebMessageInfo.fromObject({
			key,
			message: contentOf(source, message),
			messageTimestamp: seconds(message),
			status: statusOf(message),
			...(key.participant && { participant: key.participant }),
			...(author && { pushName: author.name }),
			reactions: this.#reactionsTo(message, remoteJid),
		});
	}

	/** The latest of each person; an empty one takes theirs back. */
	#reactionsTo({ id }: DisplayedMessage, remoteJid: string): proto.IReaction[] {
		const shown = this.#screen.reactionsTo(id).map(({ message }) => message);
		const latest = new Map(shown.map((message) => [message.from, message]));
		return [...latest.values()].flatMap((message) => {
			const { text, at } = message;
			const key = this.#keyOf(message, remoteJid);
			return text ? [{ key, text, senderTimestampMs: Date.parse(at) }] : [];
		});
	}

	#keyOf({ id, direction, from, chat }: DisplayedMessage, remoteJid: string) {
		const fromMe = direction === 'out';
		const author = this.#world.accounts.byPhoneNumber(from);
		const group = this.#world.groups.byId(chat);
		const participant = group && author && !fromMe ? group.jidOf({ account: author }) : undefined;
		return { remoteJid, id, fromMe, ...(participant && { participant }) };
	}

	#aboutGroup(chat: string): Partial<proto.IConversation> {
		return { name: this.#world.groups.byId(chat)?.subject ?? chat };
	}

	/** With the privacy tokens, so that a device linked later can write where they are asked for. */
	#aboutPerson(chat: string): Partial<proto.IConversation> {
		const other = this.#world.accounts.byPhoneNumber(chat);
		if (!other) return {};
		const theirs = other.tokens.for(this.#account.number);
		const own = this.#account.tokens.for(other.number);
		return {
			name: other.name,
			pnJid: other.jid(PN),
			lidJid: other.jid(LID),
			...(theirs && { tcToken: theirs.token, tcTokenTimestamp: theirs.at }),
			...(own && { tcTokenSenderTimestamp: own.at }),
		};
	}
}

/** Messages as history has them: reactions are part of others, notices none, nor is what was deleted. */
export function isInHistory({ message: { kind, deleted } }: ScreenEntry): boolean {
	return kind !== 'reaction' && kind !== 'notice' && !deleted;
}

/** Without what was only for the way, and as it reads after an edit. */
function contentOf(source: proto.IMessage, { edited, text }: DisplayedMessage): proto.IMessage {
	const { senderKeyDistributionMessage: _, ...content } =
		source.deviceSentMessage?.message ?? source;
	if (!edited) return content;
	return withCaption(content, text ?? '') ?? { conversation: text ?? '' };
}

function statusOf({ direction, read, played, delivered }: DisplayedMessage): number {
	if (direction === 'in') return read ? Status.READ : Status.DELIVERY_ACK;
	if (played) return Status.PLAYED;
	if (read) return Status.READ;
	return delivered ? Status.DELIVERY_ACK : Status.SERVER_ACK;
}

const isUnread = ({ direction, read }: DisplayedMessage): boolean => direction === 'in' && !read;

const seconds = ({ at }: DisplayedMessage): number => Math.floor(Date.parse(at) / 1000);
