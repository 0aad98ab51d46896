import type { proto, WAMessage } from './baileys.js';
import { unwrap } from './message-envelope.js';
import { chatOf, senderOf, type ReceivedMessageContext } from './message-people.js';
import { contentOf } from './received-content.js';
import { timeOf } from './received-message.js';
import type { ReceivedChange } from './whatsapp-connection.js';

/** `ProtocolMessage.Type` (WAProto): the numbers, since Baileys is loaded later than this file. */
const REVOKE = 0;
const MESSAGE_EDIT = 14;
/**
 * `edit` of the stanza when an admin takes away what somebody else wrote (`Socket/messages-send.js`).
 * The content is encrypted, so this is all that WhatsApp sees of it and can hold to its rules.
 */
const ADMIN_REVOKE = '8';

/**
 * An edit or a delete for everyone, as it comes from another person or from a device of the owner.
 * Edits whose content is encrypted under the message's secret (`secretEncryptedMessage`) are not
 * among them: Baileys 7.0.0-rc14 does not open them.
 *
 * @param edit - the attribute of the stanza, where it is at hand.
 * @returns null for everything else.
 */
export function toReceivedChange(
	message: WAMessage,
	context: ReceivedMessageContext,
	edit?: string,
): ReceivedChange | null {
	const { key } = message;
	const protocol = message.message && unwrap(message.message).protocolMessage;
	const what = protocol && changeOf(protocol, context);
	const chat = what ? chatOf(message, context) : null;
	if (!what || !chat || !key.id || message.category === 'peer') return null;
	return {
		...what,
		whatsappId: key.id,
		chat,
		from: senderOf(message, chat, context),
		fromMe: key.fromMe === true,
		asAdmin: what.kind === 'delete' && edit === ADMIN_REVOKE,
		at: timeOf(message, context),
	};
}

type WhatChanged = Pick<ReceivedChange, 'kind' | 'target' | 'text' | 'content'>;

function changeOf(
	{ type, key, editedMessage }: proto.Message.IProtocolMessage,
	{ encode }: ReceivedMessageContext,
): WhatChanged | null {
	const target = key?.id;
	const what: number | null = type ?? null;
	if (!target) return null;
	if (what === REVOKE) return { kind: 'delete', target, text: null, content: null };
	const content = what === MESSAGE_EDIT && editedMessage ? contentOf(editedMessage) : null;
	if (!content || !editedMessage) return null;
	return { kind: 'edit', target, text: content.text, content: encode(editedMessage) };
}
