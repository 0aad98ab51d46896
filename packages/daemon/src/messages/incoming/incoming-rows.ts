import type { Contact } from '@waypost/contract';
import type {
	Address,
	ChatAddress,
	ReceivedChange,
	ReceivedMessage,
} from '../../whatsapp/whatsapp-connection.js';
import type { MessageDetails, NewMessage } from '../stored-message.js';

/** Our side of what came in. */
export interface RowIdentity {
	id: string;
	sessionId: string;
	/** Id of the message it answers. */
	replyTo: string | null;
}

/** What a received message is stored as. */
export function rowOfMessage(received: ReceivedMessage, identity: RowIdentity): NewMessage {
	return {
		...incoming(received),
		...identity,
		text: received.text,
		attachment: received.attachment,
		details: detailsOf(received),
	};
}

/** What a received edit or delete is stored as: a message of its own, which counts once. */
export function rowOfChange(
	change: ReceivedChange,
	identity: Omit<RowIdentity, 'replyTo'>,
): NewMessage {
	return {
		...incoming(change),
		...identity,
		...{ text: change.text, attachment: null, replyTo: null },
		details: { target: change.target, ...(change.asAdmin && { asAdmin: true }) },
	};
}

export const toContact = ({ id, phoneNumber, lid, name }: Address): Contact => ({
	id,
	phoneNumber,
	lid,
	name,
});

/** What WhatsApp delivered is neither scheduled nor tried again. */
const AT_REST = {
	...{ mediaFile: null, targetId: null, sendAt: null, expiresAt: null, error: null },
	...{ attempts: 0, nextAt: 0, idempotencyKey: null, fingerprint: null },
};

type Incoming = Pick<ReceivedMessage, 'whatsappId' | 'fromMe' | 'at'> & {
	kind: NewMessage['kind'];
	chat: ChatAddress;
	from: Address;
	content: Uint8Array | null;
};

const incoming = ({ whatsappId, fromMe, at, kind, chat, from, content }: Incoming) => ({
	...AT_REST,
	direction: fromMe ? ('out' as const) : ('in' as const),
	status: fromMe ? ('sent' as const) : ('delivered' as const),
	chat: { ...toContact(chat), kind: chat.kind },
	from: toContact(from),
	...{ whatsappId, at, kind, content },
});

function detailsOf(received: ReceivedMessage): MessageDetails {
	const { location, contacts, poll, reaction, target, mentions } = received;
	return {
		...(location && { location }),
		...(contacts.length > 0 && { contacts: [...contacts] }),
		...(poll && { poll }),
		...(reaction !== null && { reaction }),
		...(target !== null && { target }),
		...(mentions.length > 0 && { mentions: mentions.map(toContact) }),
	};
}
