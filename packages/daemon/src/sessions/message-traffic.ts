import type {
	Ack,
	Receipt,
	ReceivedMessage,
	WhatsAppConnection,
} from '../whatsapp/whatsapp-connection.js';

/** What sessions tell the messages feature. Called in order; store before returning. */
export interface MessageTraffic {
	/** A connection is up: the outbox may run. */
	connected(sessionId: string, connection: WhatsAppConnection): void;
	/** The connection is gone: the outbox must pause. */
	disconnected(sessionId: string): void;
	ack(sessionId: string, ack: Ack): void;
	receipt(sessionId: string, receipt: Receipt): void;
	message(sessionId: string, message: ReceivedMessage): void;
	/** The bytes of a message we sent, for a device that could not decrypt it. */
	sentMessage(sessionId: string, whatsappId: string): Uint8Array | undefined;
	/** Nothing more will be sent in the name of the number that was linked. */
	cancelWaiting(sessionId: string): void;
	/** The session is gone for good. */
	forget(sessionId: string): void;
}
