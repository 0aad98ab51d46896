import type { IWebhookFunctions } from 'n8n-workflow';
import { waypostCodeOf } from '../shared/errors';
import { requestWaypost } from '../shared/waypost-request';
import type { Contact } from '../shared/waypost-types';
import { chatOf, type TriggerEvent } from './event-data';
import type { TriggerOptions } from './options';

/** The own addresses of a session. */
interface Owner {
	phoneNumber: string | null;
	lid: string | null;
}

/** Whether the workflow shall run: what the daemon cannot know is decided here. */
export async function isWanted(
	context: IWebhookFunctions,
	event: TriggerEvent,
	{ groups = 'all', ignoreOwn = true }: TriggerOptions,
): Promise<boolean> {
	if (!isOfWantedChat(event, groups)) return false;
	return !ignoreOwn || !(await isOwn(context, event));
}

/** What is about no chat, such as the connection, concerns all of them. */
function isOfWantedChat(event: TriggerEvent, groups: TriggerOptions['groups']): boolean {
	const chat = chatOf(event);
	if (chat === null || groups === 'all') return true;
	return (chat.kind === 'group') === (groups === 'only');
}

/**
 * Whether the number itself did it. Messages written on its phone and the progress of sent ones are
 * events of their own that somebody chose, and so are not meant.
 */
async function isOwn(context: IWebhookFunctions, event: TriggerEvent): Promise<boolean> {
	switch (event.type) {
		case 'message.received':
		case 'message.edited':
			return event.data.message.direction === 'out';
		case 'message.reaction':
			return isOwner(event.data.from, await ownerOf(context, event));
		case 'message.deleted':
			return isOwner(event.data.by, await ownerOf(context, event));
		default:
			return false;
	}
}

/** Null when Waypost does not say it any more: the session was deleted since, or is not for this key. */
async function ownerOf(
	context: IWebhookFunctions,
	{ sessionId }: TriggerEvent,
): Promise<Owner | null> {
	try {
		return await requestWaypost<Owner>(context, {
			method: 'GET',
			path: `/v1/sessions/${encodeURIComponent(sessionId)}`,
			timeout: 5_000,
		});
	} catch (error) {
		if (NEVER_SAID.includes(waypostCodeOf(error) ?? '')) return null;
		throw error as Error;
	}
}

/** With these, a repeat of the event would be answered the same. */
const NEVER_SAID = ['SESSION_NOT_FOUND', 'FORBIDDEN'];

const isOwner = ({ id, phoneNumber }: Contact, owner: Owner | null): boolean =>
	owner !== null &&
	((phoneNumber !== null && phoneNumber === owner.phoneNumber) || id === owner.lid);
