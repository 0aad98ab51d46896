import { signal } from '@preact/signals';
import type { ApiClient } from '../base/api-client.js';
import { inTurn } from '../base/in-turn.js';
import { soon } from '../base/soon.js';
import type { PendingFile } from '../composer/pending-file.js';
import type { DisplayedMessage } from './api-types.js';

/** Somebody who writes just now. */
export interface Typist {
	readonly from: string;
	readonly state: 'composing' | 'recording';
}

/** As long as WhatsApp's own clients show that somebody types, when nobody says that it ended. */
const TYPING_MS = 25_000;

/** A chat somebody has looked at: its messages, and what is being written there. */
export class OpenChat {
	/** In order of display; null until they are loaded. */
	readonly messages = signal<readonly DisplayedMessage[] | null>(null);
	readonly typists = signal<readonly Typist[]>([]);
	/** What follows is not sent yet, and kept while one looks at something else. */
	readonly draft = signal('');
	readonly files = signal<readonly PendingFile[]>([]);
	/** The message that is answered. */
	readonly answering = signal<DisplayedMessage | null>(null);
	/** The message that is changed. */
	readonly editing = signal<DisplayedMessage | null>(null);
	/** Why the last message was not sent; empty when it was. */
	readonly problem = signal('');
	/** What is said to the other side goes in the order in which it was written. */
	readonly inTurn = inTurn();
	/** Reads the messages, again if need be; never twice at a time. */
	readonly load = soon(() => this.#load().catch(() => undefined), 0);
	readonly #api: ApiClient;
	readonly #path: string;
	/** What came while the list was on its way, and may not be in it. */
	#missed: DisplayedMessage[] | undefined;
	readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

	constructor(api: ApiClient, phonePath: string, chat: string) {
		this.#api = api;
		this.#path = `${phonePath}/messages?direction=all&chat=${encodeURIComponent(chat)}`;
	}

	/** A message came, or shows something else now. */
	put(message: DisplayedMessage): void {
		this.#missed?.push(message);
		const shown = this.messages.value;
		if (!shown) return;
		const index = shown.findLastIndex(({ id, from }) => id === message.id && from === message.from);
		this.messages.value = index < 0 ? [...shown, message] : shown.with(index, message);
		if (index < 0) this.setTyping(message.from, 'paused');
	}

	setTyping(from: string, state: Typist['state'] | 'paused'): void {
		clearTimeout(this.#timers.get(from));
		this.#timers.delete(from);
		const others = this.typists.value.filter((each) => each.from !== from);
		this.typists.value = state === 'paused' ? others : [...others, { from, state }];
		if (state === 'paused') return;
		this.#timers.set(
			from,
			setTimeout(() => this.setTyping(from, 'paused'), TYPING_MS),
		);
	}

	async #load(): Promise<void> {
		const missed: DisplayedMessage[] = [];
		this.#missed = missed;
		this.messages.value = await this.#api.list<DisplayedMessage>(this.#path);
		this.#missed = undefined;
		for (const message of missed) this.put(message);
	}
}
