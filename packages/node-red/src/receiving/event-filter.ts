import type { Contact, WaypostEvent } from '@waypost/client';
import type { Translate } from '../translate.js';
import { chatTestOf } from './chat-list.js';
import { chatOf } from './event-view.js';

/** What the dialog of the node keeps of its choice. */
export interface EventFilterDef {
	events?: readonly string[];
	session?: string;
	chats?: string;
	groups?: 'all' | 'only' | 'none';
	ignoreOwn?: boolean;
}

/** The own addresses of a session. */
export interface Owner {
	phoneNumber: string | null;
	lid: string | null;
}

/** Finds the owner of a session; null when nobody can say. */
export type FindOwner = (sessionId: string) => Promise<Owner | null>;

/** @throws NodeError `INVALID_NUMBER` when no chat can have a number that was named. */
export function eventFilterOf(
	{
		events = ['message.received'],
		session = '',
		chats,
		groups = 'all',
		ignoreOwn = true,
	}: EventFilterDef,
	translate: Translate,
): (event: WaypostEvent, findOwner: FindOwner) => Promise<boolean> {
	const isOfChats = chatTestOf(chats, translate);
	const sessionId = session.trim();
	return async (event, findOwner) => {
		if (!events.includes(event.type)) return false;
		if (sessionId !== '' && event.sessionId !== sessionId) return false;
		const chat = chatOf(event);
		if (isOfChats && !isOfChats(chat)) return false;
		// What is about no chat, such as the connection, is no matter of groups.
		if (chat && groups !== 'all' && (chat.kind === 'group') !== (groups === 'only')) return false;
		return !ignoreOwn || !(await isOwn(event, findOwner));
	};
}

/**
 * Whether the number itself did it. Messages written on its phone and the progress of sent ones are
 * events of their own that somebody chose, and so are not meant.
 */
async function isOwn(event: WaypostEvent, findOwner: FindOwner): Promise<boolean> {
	switch (event.type) {
		case 'message.received':
		case 'message.edited':
			return event.data.message.direction === 'out';
		case 'message.reaction':
			return isOwner(event.data.from, await findOwner(event.sessionId));
		case 'message.deleted':
			return isOwner(event.data.by, await findOwner(event.sessionId));
		default:
			return false;
	}
}

const isOwner = ({ id, phoneNumber }: Contact, owner: Owner | null): boolean =>
	owner !== null &&
	((phoneNumber !== null && phoneNumber === owner.phoneNumber) || id === owner.lid);
