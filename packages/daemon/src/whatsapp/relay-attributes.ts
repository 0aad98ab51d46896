import type { BinaryNode, proto } from './baileys.js';

/** What a stanza says about its message in the clear, beside type and addresses. */
export interface RelayAttributes {
	additionalAttributes: Record<string, string>;
	additionalNodes: BinaryNode[];
}

/** `edit` of a stanza (Baileys `Socket/messages-send.js`, sendMessage). */
const EDITED = '1';
const DELETED = '7';
const DELETED_BY_ADMIN = '8';

/**
 * The attributes `sendMessage` of Baileys adds before it relays, from the message itself: a message
 * that is relayed again, from its stored bytes, needs the same ones.
 */
export function relayAttributes(
	{ Message }: Pick<typeof proto, 'Message'>,
	message: proto.IMessage,
): RelayAttributes {
	const edit = editAttribute(Message.ProtocolMessage.Type, message.protocolMessage);
	const poll =
		message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3;
	return {
		additionalAttributes: edit === null ? {} : { edit },
		additionalNodes: poll ? [{ tag: 'meta', attrs: { polltype: 'creation' } }] : [],
	};
}

function editAttribute(
	types: typeof proto.Message.ProtocolMessage.Type,
	change: proto.Message.IProtocolMessage | null | undefined,
): string | null {
	if (change?.type === types.MESSAGE_EDIT) return EDITED;
	if (change?.type !== types.REVOKE) return null;
	return change.key?.participant ? DELETED_BY_ADMIN : DELETED;
}
