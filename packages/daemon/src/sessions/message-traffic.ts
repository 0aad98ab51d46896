import type {
	Ack,
	GroupNotice,
	Receipt,
	ReceivedChange,
	ReceivedMessage,
	TimeLock,
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
	changed(sessionId: string, change: ReceivedChange): void;
	groupChanged(sessionId: string, notice: GroupNotice): void;
	/** Both addresses of a person became known. */
	contact(sessionId: string, contact: { lid: string; phoneNumber: string }): void;
	phoneNumberOf(sessionId: string, lid: string): string | undefined;
	/** WhatsApp restricts the number, or no longer does. */
	restricted(sessionId: string, lock: TimeLock | null): void;
	/** A user changed how fast the session may send. */
	pacingChanged(sessionId: string): void;
	/** The bytes of a message we sent, for a device that could not decrypt it. */
	sentMessage(sessionId: string, whatsappId: string): Uint8Array | undefined;
	/** Nothing more will be sent in the name of the number that was linked. */
	cancelWaiting(sessionId: string): void;
	/** The session is gone for good. */
	forget(sessionId: string): void;
}
