import type { MessageUserReceiptUpdate, WAMessage, WAMessageKey } from '@whiskeysockets/baileys';
import type { BaileysClient, SeenMessage } from '../baileys-client.js';

export interface PersonDetails {
	readonly phoneNumber: string;
	readonly name: string;
	readonly lid: string;
}

/** Somebody with a phone in the sandbox and a client that is linked to it. */
export class Person {
	readonly phoneNumber: string;
	readonly name: string;
	readonly lid: string;
	readonly client: BaileysClient;

	constructor({ phoneNumber, name, lid }: PersonDetails, client: BaileysClient) {
		this.phoneNumber = phoneNumber;
		this.name = name;
		this.lid = lid;
		this.client = client;
	}

	/** By phone number. */
	get jid(): string {
		return `${this.phoneNumber.slice(1)}@s.whatsapp.net`;
	}

	get socket() {
		return this.client.socket;
	}

	/** Sends by the client. A copy, because Baileys changes the key of a message it deletes soon after. */
	async send(
		to: string,
		content: Parameters<BaileysClient['socket']['sendMessage']>[1],
		options?: Parameters<BaileysClient['socket']['sendMessage']>[2],
	): Promise<WAMessage> {
		const sent = await this.socket.sendMessage(to, content, options);
		if (!sent) throw new Error('Baileys returned no message.');
		return { ...sent };
	}

	/** The message with this text, as the client got it. */
	sees(text: string): Promise<SeenMessage> {
		return this.client.messageWithText(text);
	}

	/** The message that somebody else sent with this key, as the client got it. */
	gets({ key: { id } }: { readonly key: WAMessageKey }): Promise<SeenMessage> {
		return this.client.message(({ key }) => key.id === id && !key.fromMe);
	}

	/** What others wrote in a chat, as the client got it; without notices such as "Anna created the group". */
	inChat(chat: string): SeenMessage[] {
		return this.client.messages.filter(
			({ key, message }) => key.remoteJid === chat && !key.fromMe && message,
		);
	}

	/** The receipt of one reader for an own group message: merged into the message when it came at once. */
	receipt(of: WAMessage, reader: string, read: boolean): Promise<true> {
		const fits = ({ userJid, readTimestamp }: MessageUserReceiptUpdate['receipt']) =>
			userJid === reader && Boolean(readTimestamp) === read;
		return this.client.until(() => {
			const merged = this.client.messages
				.filter(({ key }) => key.id === of.key.id)
				.flatMap(({ userReceipt }) => userReceipt ?? []);
			const later = this.client.events
				.all('message-receipt.update')
				.flat()
				.filter(({ key }) => key.id === of.key.id)
				.map(({ receipt }) => receipt);
			return [...merged, ...later].some(fits) || undefined;
		});
	}
}
