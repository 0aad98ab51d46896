import type { ChatHistory } from './history-input.js';

export interface NewPhone {
	/** Any common spelling with country code. */
	readonly phoneNumber: string;
	/** The name others see; the number when absent. */
	readonly name?: string | undefined;
	/** False: a number that is not on WhatsApp. Default true. */
	readonly registered?: boolean | undefined;
	/** Other spellings of the number: looked up, they lead to this phone; nothing can be sent to them. */
	readonly aliases?: readonly string[] | undefined;
	/** Chats it has had before; people who are not on WhatsApp yet are added. See `phone.addHistory`. */
	readonly history?: readonly ChatHistory[] | undefined;
}
