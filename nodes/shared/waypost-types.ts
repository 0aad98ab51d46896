/**
 * What the nodes read of the daemon's answers. The package is published alone, so the contract cannot
 * be imported here; `test/n8n/contract.test.ts` has the compiler hold these shapes to it.
 */

/** An RFC 9457 problem document. */
export interface Problem {
	code: string;
	title: string;
	/** What happened in this case and what to do, as sentences. */
	detail: string;
	status: number;
	errors: { path: string; message: string }[];
}

export interface Contact {
	id: string;
	phoneNumber: string | null;
	name: string | null;
}

export interface Chat extends Contact {
	kind: string;
}

export interface Attachment {
	mimeType: string;
	fileName: string | null;
	/** Bytes. */
	size: number | null;
	sha256: string | null;
}

export interface Message {
	id: string;
	sessionId: string;
	direction: 'in' | 'out';
	chat: Chat;
	from: Contact;
	kind: string;
	text: string | null;
	attachment: Attachment | null;
	location: {
		latitude: number;
		longitude: number;
		name: string | null;
		address: string | null;
	} | null;
	contacts: { name: string; phoneNumber: string | null }[];
	poll: { question: string; options: string[]; multiple: boolean } | null;
	reaction: string | null;
	/** Id of the message that a reaction, an edit or a delete is about. */
	target: string | null;
	mentions: Contact[];
	replyTo: string | null;
	status: string;
	statusHistory: { status: string; at: string }[];
	error: { code: string; detail: string; retryable: boolean } | null;
	/** Why an accepted message is not on its way yet. */
	waiting: { code: string; until: string | null } | null;
	sendAt: string | null;
	expiresAt: string | null;
	at: string;
}

export interface Session {
	id: string;
	name: string;
	state: string;
	reason: { code: string; sentence: string; comesBack: boolean } | null;
	phoneNumber: string | null;
	pushName: string | null;
	linkedAt: string | null;
	connectedAt: string | null;
	/** What WhatsApp does not let this number do, until when it says. */
	restriction: { code: string; until: string | null } | null;
	/** Messages that have not gone out. */
	outbox: { waiting: number; inDoubt: number; failed: number };
}

export interface Link {
	sessionId: string;
	state: string;
	reason: { code: string; sentence: string } | null;
	/** PNG as a data URL. A secret. */
	qrImage: string | null;
	/** Eight characters to type on the phone. A secret. */
	pairingCode: string | null;
	/** By the clock of the daemon. */
	expiresAt: string | null;
	/** Of the code, from this answer on. */
	secondsLeft: number | null;
	/** Page to send to the person with the phone. A secret. */
	url: string;
}

export interface Group {
	id: string;
	subject: string;
}

export interface List<T> {
	data: T[];
	/** Cursor of the page after this one. */
	next: string | null;
}

export interface WebhookEndpoint {
	id: string;
	url: string;
	events: string[];
	sessions: string[];
	chats: string[] | null;
	description: string;
	state: string;
}

/** Answer of creating one: the only time the secret is shown. */
export interface CreatedWebhookEndpoint extends WebhookEndpoint {
	secret: string;
}

export interface WaypostEvent {
	id: string;
	type: string;
	sessionId: string;
	at: string;
	data: Record<string, unknown>;
}
