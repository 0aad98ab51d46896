import type { Baileys, proto } from './baileys.js';
import { unwrap } from './message-envelope.js';
import type { WhatsAppKey } from './message-key.js';
import { partOf } from './message-part.js';

type Proto = Baileys['proto'];

/** @param emoji - empty takes the reaction back. */
export const reactionMessage = (key: WhatsAppKey, emoji: string, now: number): proto.IMessage => ({
	reactionMessage: { key, text: emoji, senderTimestampMs: now },
});

/** Takes a message back from everybody. */
export const deleteMessage = ({ Message }: Proto, key: WhatsAppKey): proto.IMessage => ({
	protocolMessage: { key, type: Message.ProtocolMessage.Type.REVOKE },
});

/** @param edited - the message as it is from now on. */
export const editMessage = (
	{ Message }: Proto,
	{ key, edited, now }: { key: WhatsAppKey; edited: proto.IMessage; now: number },
): proto.IMessage => ({
	protocolMessage: {
		key,
		editedMessage: edited,
		timestampMs: now,
		type: Message.ProtocolMessage.Type.MESSAGE_EDIT,
	},
});

/**
 * A message with other words. A caption stays with its picture, and an answer stays one; a preview
 * goes, since the link it showed may be gone.
 *
 * @param original - the encoded `proto.Message` that was sent.
 */
export function withOtherWords(
	{ Message }: Proto,
	original: Uint8Array,
	text: string,
): proto.IMessage {
	const sent = unwrap(Message.decode(original));
	const { imageMessage, videoMessage, documentMessage } = sent;
	if (imageMessage) return { imageMessage: Object.assign(imageMessage, { caption: text }) };
	if (videoMessage) return { videoMessage: Object.assign(videoMessage, { caption: text }) };
	if (documentMessage)
		return { documentMessage: Object.assign(documentMessage, { caption: text }) };
	const contextInfo = partOf(sent)?.contextInfo;
	return { extendedTextMessage: { text, ...(contextInfo ? { contextInfo } : {}) } };
}
