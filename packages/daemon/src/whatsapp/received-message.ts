import type { WAMessage } from './baileys.js';
import { isSameAccount } from './jid.js';
import { chatOf, personOf, senderOf, type ReceivedMessageContext } from './message-people.js';
import { contentOf, toNumber } from './received-content.js';
import type { Address, ReceivedMessage } from './whatsapp-connection.js';

/**
 * A message of Baileys in our words.
 *
 * @returns null for what is not a message to show: protocol messages, history, and placeholders of
 * messages that could not be decrypted (their content comes later under the same id).
 */
export function toReceivedMessage(
	message: WAMessage,
	context: ReceivedMessageContext,
): ReceivedMessage | null {
	const { key } = message;
	const chat = chatOf(message, context);
	const content = message.message && contentOf(message.message);
	if (!message.message || !key.id || !chat || !content || message.category === 'peer') return null;
	const { mentioned, ...said } = content;
	return {
		whatsappId: key.id,
		chat,
		from: senderOf(message, chat, context),
		fromMe: key.fromMe === true,
		...said,
		mentions: mentioned.flatMap((jid) => mention(jid, context) ?? []),
		content: context.encode(message.message),
		at: timeOf(message, context),
	};
}

/** Milliseconds since 1970, by WhatsApp's clock where it says so. */
export const timeOf = (
	{ messageTimestamp }: WAMessage,
	{ now }: Pick<ReceivedMessageContext, 'now'>,
): number => toNumber(messageTimestamp) * 1000 || now();

function mention(jid: string, context: ReceivedMessageContext): Address | null {
	const { own } = context;
	if (isSameAccount(jid, own.id) || isSameAccount(jid, own.lid)) return own;
	return personOf([jid], null, context);
}
