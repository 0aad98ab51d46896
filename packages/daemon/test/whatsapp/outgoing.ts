import type { Phone } from '@waypost/sandbox';
import type {
	Address,
	MessageKey,
	OutgoingBody,
	OutgoingContent,
	OutgoingFile,
	Quote,
} from '../../src/whatsapp/whatsapp-connection.js';
import type { OpenedConnection, TestWorld } from './test-world.js';

/** A content that answers nothing and names nobody. */
export const plain = (body: OutgoingBody): OutgoingContent => ({
	...body,
	replyTo: null,
	mentions: [],
});

export const text = (words: string): OutgoingContent =>
	plain({ kind: 'text', text: words, linkPreview: null });

/** A file of which only this much is known. */
export const fileContent = (
	given: Pick<OutgoingFile, 'kind' | 'path' | 'mimeType'> & Partial<OutgoingFile>,
): OutgoingContent =>
	plain({ fileName: null, caption: null, seconds: null, waveform: null, ...given });

export const jidOf = ({ phoneNumber }: Phone): string => `${phoneNumber.slice(1)}@s.whatsapp.net`;

/** A person of whom only the number is known, as after a send to it. */
export const byNumber = (phone: Phone): Address => ({
	id: jidOf(phone),
	phoneNumber: phone.phoneNumber,
	lid: null,
	name: null,
});

export const chatOf = (id: string): Address => ({ id, phoneNumber: null, lid: null, name: null });

/** Sends by one connection into one chat, keeping the bytes as the daemon would. */
export class Outgoing {
	readonly #world: TestWorld;
	readonly #opened: OpenedConnection;
	readonly chatId: string;

	constructor(world: TestWorld, opened: OpenedConnection, chatId: string) {
		this.#world = world;
		this.#opened = opened;
		this.chatId = chatId;
	}

	/** @returns the WhatsApp id. */
	async send(content: OutgoingContent): Promise<string> {
		const whatsappId = await this.prepare(content);
		await this.relay(whatsappId);
		return whatsappId;
	}

	/** @returns the WhatsApp id. */
	async prepare(content: OutgoingContent): Promise<string> {
		const whatsappId = this.#world.connector.newMessageId();
		const to = { chatId: this.chatId, whatsappId };
		this.#world.sent.set(whatsappId, await this.#opened.connection.prepare(content, to));
		return whatsappId;
	}

	async relay(whatsappId: string, refresh = false): Promise<void> {
		const content = this.bytesOf(whatsappId);
		await this.#opened.connection.relay({ chatId: this.chatId, whatsappId, content, refresh });
	}

	bytesOf(whatsappId: string): Uint8Array {
		const content = this.#world.sent.get(whatsappId);
		if (!content) throw new Error(`Nothing was prepared as ${whatsappId}.`);
		return content;
	}

	/** The place of a message that was sent here. */
	own(whatsappId: string, from: Phone): MessageKey {
		return { chat: chatOf(this.chatId), whatsappId, fromMe: true, from: byNumber(from) };
	}

	/** The place of a message somebody else wrote here. */
	from(author: Phone, whatsappId: string): MessageKey {
		return { chat: chatOf(this.chatId), whatsappId, fromMe: false, from: byNumber(author) };
	}

	quote(key: MessageKey): Quote {
		return { key, content: this.bytesOf(key.whatsappId) };
	}

	/** What the server saw of a message: its stanzas, oldest first. */
	stanzasOf(whatsappId: string) {
		return this.#world.sandbox
			.stanzas()
			.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === 'message')
			.filter(({ stanza }) => stanza.attrs['id'] === whatsappId)
			.map(({ stanza }) => stanza);
	}
}

/** Looks again in each turn of the event loop; rejects after ten seconds. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
	const signal = AbortSignal.timeout(10_000);
	for (let found = look(); ; found = look()) {
		if (found !== undefined && found !== false) return found;
		signal.throwIfAborted();
		await new Promise((resolve) => setImmediate(resolve));
	}
}
