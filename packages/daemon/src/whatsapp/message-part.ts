import type { proto } from './baileys.js';

/** Parts of a message that carry its context: what it answers, and whom it names. */
const PARTS = [
	'extendedTextMessage',
	'imageMessage',
	'videoMessage',
	'ptvMessage',
	'audioMessage',
	'documentMessage',
	'stickerMessage',
	'locationMessage',
	'liveLocationMessage',
	'contactMessage',
	'contactsArrayMessage',
	'pollCreationMessage',
	'pollCreationMessageV2',
	'pollCreationMessageV3',
] as const satisfies readonly (keyof proto.IMessage)[];

/** The part of a message that is its content; null for a plain `conversation` and for changes. */
export function partOf(
	message: proto.IMessage,
): { contextInfo?: proto.IContextInfo | null } | null {
	for (const name of PARTS) {
		const part = message[name];
		if (part) return part;
	}
	return null;
}
