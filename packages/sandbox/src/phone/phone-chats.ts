import { isGroup, STATUS_BROADCAST } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { ScreenEntry } from './screen.js';

/** A line of the phone's list of chats. */
export interface PhoneChat {
	/** E.164 of the other person, or the id of the group (`…@g.us`). */
	readonly id: string;
	readonly kind: 'direct' | 'group';
	/** What the other person calls themselves, or the group's subject. */
	readonly name: string;
	/** Received messages not read on this phone; reactions do not count. */
	readonly unread: number;
	/** Null in a group in which nobody has written. */
	readonly lastMessage: DisplayedMessage | null;
}

/** The latest message first; groups without any come last. */
export function chatsOf(
	world: World,
	account: Account,
	entries: readonly ScreenEntry[],
): PhoneChat[] {
	const messages = entries.map(({ message }) => message);
	const chats = Map.groupBy(messages.toReversed(), ({ chat }) => chat);
	chats.delete(STATUS_BROADCAST);
	const silent = world.groups.of(account).filter(({ id }) => !chats.has(id));
	return [
		...[...chats].map(([id, latestFirst]) => describe(world, id, latestFirst)),
		...silent.map(({ id }) => describe(world, id, [])),
	];
}

function describe(world: World, id: string, latestFirst: readonly DisplayedMessage[]): PhoneChat {
	return {
		id,
		kind: isGroup(id) ? 'group' : 'direct',
		name: nameOf(world, id),
		unread: latestFirst.filter(isUnread).length,
		lastMessage: latestFirst[0] ?? null,
	};
}

const isUnread = ({ direction, read, kind }: DisplayedMessage): boolean =>
	direction === 'in' && !read && kind !== 'reaction';

function nameOf({ accounts, groups }: World, id: string): string {
	if (isGroup(id)) return groups.byId(id)?.subject ?? id;
	return (id.startsWith('+') && accounts.byPhoneNumber(id)?.name) || id;
}
