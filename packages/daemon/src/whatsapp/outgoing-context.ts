import type { Baileys, proto } from './baileys.js';
import type { ChatAddressing } from './chat-addressing.js';
import { parseJid } from './jid.js';
import { unwrap } from './message-envelope.js';
import { partOf } from './message-part.js';
import type { Address, Quote } from './whatsapp-connection.js';

/** A person named in a text, and the JID the chat knows them by. */
export interface Mention {
	person: Address;
	jid: string;
}

/** The people a message names, under the addresses of the chat it goes to. */
export async function resolveMentions(
	people: readonly Address[],
	chatId: string,
	addressing: ChatAddressing,
): Promise<Mention[]> {
	if (people.length === 0) return [];
	const mode = await addressing.of(chatId);
	return Promise.all(
		people.map(async (person) => ({ person, jid: await addressing.jidOf(person, mode) })),
	);
}

/**
 * A phone shows a name only where the text says `@` and the user part of the very JID that is
 * mentioned; callers write the number they know, or the LID.
 */
export function withMentions(text: string, mentions: readonly Mention[]): string {
	const users = new Map(
		mentions.flatMap(({ person, jid }) =>
			[person.phoneNumber?.slice(1), parseJid(person.lid)?.user, parseJid(jid)?.user].flatMap(
				(user) => (user ? [[user, parseJid(jid)?.user ?? user] as const] : []),
			),
		),
	);
	return text.replace(/@\+?(\d+)/g, (written, user: string) => {
		const known = users.get(user);
		return known === undefined ? written : `@${known}`;
	});
}

/**
 * Names what a message answers: the author under the address of the chat it was written in, and that
 * chat when it is another one (Baileys `Utils/messages.js`, which knows no LIDs here).
 */
export async function quoteContext(
	{ proto }: Pick<Baileys, 'proto'>,
	{ key, content }: Quote,
	chatId: string,
	addressing: ChatAddressing,
): Promise<proto.IContextInfo> {
	const mode = await addressing.of(key.chat.id);
	return {
		stanzaId: key.whatsappId,
		participant: key.fromMe
			? await addressing.ownJid(mode)
			: await addressing.jidOf(key.from, mode),
		quotedMessage: quotable(proto.Message.decode(content)),
		...(key.chat.id === chatId ? {} : { remoteJid: key.chat.id }),
	};
}

/** Without what only concerned its own way: keys, secrets, and what it answered itself. */
function quotable(message: proto.IMessage): proto.IMessage {
	const { messageContextInfo, senderKeyDistributionMessage, ...content } = unwrap(message);
	const part = partOf(content);
	if (part) delete part.contextInfo;
	return content;
}

/** Puts the context into the part that carries the content, keeping what is there. */
export function addContext(message: proto.IMessage, context: proto.IContextInfo): void {
	const part = partOf(message);
	if (part) part.contextInfo = { ...part.contextInfo, ...context };
}
