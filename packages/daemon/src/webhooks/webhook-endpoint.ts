import type { Chat, EventType, WaypostEvent, WebhookState } from '@waypost/contract';

/** A webhook endpoint as it is kept. Times in ms since 1970. */
export interface EndpointRecord {
	id: string;
	url: string;
	/** Empty is all. */
	events: EventType[];
	/** Empty is all of `keySessions`. */
	sessions: string[];
	/** Chat ids and E.164 phone numbers; null is all. */
	chats: string[] | null;
	once: boolean;
	expiresAt: number | null;
	description: string;
	state: WebhookState;
	disabledBecause: string | null;
	secret: string;
	/** The one before the last rotation; signs too until `oldSecretUntil`. */
	oldSecret: string | null;
	oldSecretUntil: number | null;
	/** The key that answers for it: it gets nothing once that is revoked or expired. Null is the admin key. */
	keyId: string | null;
	/** Sessions of the key that made it; `*` is all. It gets nothing else. */
	keySessions: string[];
	createdAt: number;
	lastDeliveryAt: number | null;
	/** The first failure since the last success. */
	failingSince: number | null;
}

/** The state now: nothing has to happen for an endpoint to expire. */
export function stateOf(endpoint: EndpointRecord, now: number): WebhookState {
	const hasExpired = endpoint.expiresAt !== null && endpoint.expiresAt <= now;
	return endpoint.state === 'active' && hasExpired ? 'expired' : endpoint.state;
}

/** The sessions it can get events of; `*` is all. */
export const reachOf = ({ sessions, keySessions }: EndpointRecord): readonly string[] =>
	sessions.length > 0 ? sessions : keySessions;

/** The secrets that sign now, the newest first. */
export function secretsOf(endpoint: EndpointRecord, now: number): string[] {
	const { secret, oldSecret, oldSecretUntil } = endpoint;
	const isOldValid = oldSecret !== null && (oldSecretUntil ?? 0) > now;
	return isOldValid ? [secret, oldSecret] : [secret];
}

function chatOf({ data }: WaypostEvent): Chat | null {
	if ('message' in data) return data.message.chat;
	return 'chat' in data ? data.chat : null;
}

const isOneOf = (chat: Chat | null, chats: readonly string[]): boolean =>
	[chat?.id, chat?.phoneNumber, chat?.lid].some(
		(id) => typeof id === 'string' && chats.includes(id),
	);

const allows = (sessions: readonly string[], sessionId: string): boolean =>
	sessions.includes('*') || sessions.includes(sessionId);

/** Whether an event that happens now is for this endpoint. */
export function wants(endpoint: EndpointRecord, event: WaypostEvent, now: number): boolean {
	const { events, keySessions, chats } = endpoint;
	return (
		stateOf(endpoint, now) === 'active' &&
		(events.length === 0 || events.includes(event.type)) &&
		allows(keySessions, event.sessionId) &&
		allows(reachOf(endpoint), event.sessionId) &&
		(chats === null || isOneOf(chatOf(event), chats))
	);
}

/**
 * What is delivered one after the other: the events of a chat, those of a session that are of no
 * chat, and all of an endpoint that is used up by the first.
 */
export const laneOf = ({ once }: EndpointRecord, event: WaypostEvent): string =>
	once ? 'once' : `${event.sessionId} ${chatOf(event)?.id ?? ''}`;
