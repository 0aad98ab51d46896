import type { DisplayedMessage, PhoneChat } from './api-types.js';

const STATUSES = 'status@broadcast';

/**
 * A list of chats once this message came into it, or shows something else now. A message that is older
 * than the last one of its chat changes nothing.
 *
 * @param name - how people call the chat, for one that begins.
 */
export function withMessage(
	chats: readonly PhoneChat[],
	message: DisplayedMessage,
	name: string,
): readonly PhoneChat[] {
	const { chat: id, seq, direction, read, kind } = message;
	if (id === STATUSES) return chats;
	const known = chats.find((chat) => chat.id === id);
	const last = known?.lastMessage ?? null;
	if (known && last?.seq === seq) {
		return chats.with(chats.indexOf(known), { ...known, lastMessage: message });
	}
	if (last && last.seq > seq) return chats;
	const isUnread = direction === 'in' && !read && kind !== 'reaction';
	const before = known ?? { id, kind: id.endsWith('@g.us') ? 'group' : 'direct', name, unread: 0 };
	const chat = { ...before, unread: before.unread + (isUnread ? 1 : 0), lastMessage: message };
	return [chat, ...chats.filter((each) => each !== known)];
}
