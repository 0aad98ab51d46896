import { createHash } from 'node:crypto';
import { spellingOf } from '../recipient-spelling.js';

/** What makes two sends the same send. */
export interface SendIdentity {
	/** `msg.idempotencyKey`, if the flow gives one. */
	given: unknown;
	messageId: string;
	nodeId: string;
	sessionId: string;
	/** In any spelling. */
	recipient: string | null;
	/** Whether the recipient is one of a list: a given key then stands for all of them. */
	isOneOfMany: boolean;
	/** What is sent, as plain values; bytes by their hash. */
	content: unknown;
}

/**
 * The key under which the daemon sends once. The same message that comes twice has the same key; two
 * messages that one node made of one have different content. After a failure for good the daemon
 * frees the key, so that a retry does send.
 */
export function idempotencyKeyOf(identity: SendIdentity): string {
	const { given, messageId, nodeId, sessionId, isOneOfMany, content } = identity;
	const recipient = identity.recipient === null ? null : spellingOf(identity.recipient);
	const own = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
	if (own !== '' && !isOneOfMany) return own;
	if (own !== '') return hash([own, recipient]);
	return hash([messageId, nodeId, sessionId, recipient, content]);
}

const hash = (names: unknown[]): string =>
	`node-red-${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 40)}`;
