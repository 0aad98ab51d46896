import type { proto } from './baileys.js';
import type { ChatAddressing } from './chat-addressing.js';
import { chatKindOf } from './jid.js';
import type { MessageKey } from './whatsapp-connection.js';

/** A key that names a message on the wire. */
export type WhatsAppKey = proto.IMessageKey & { remoteJid: string; id: string; fromMe: boolean };

/**
 * The place of a message as the wire names it. Only somebody else's message in a group needs its
 * author, under the address the group knows them by (Baileys `Utils/messages.js`; whatsmeow's
 * BuildMessageKey does the same).
 */
export async function toWhatsAppKey(
	{ chat, whatsappId, fromMe, from }: MessageKey,
	addressing: ChatAddressing,
): Promise<WhatsAppKey> {
	const key = { remoteJid: chat.id, id: whatsappId, fromMe };
	if (fromMe || chatKindOf(chat.id) === 'direct') return key;
	return { ...key, participant: await addressing.jidOf(from, await addressing.of(chat.id)) };
}
