import { signal } from '@preact/signals';
import type { ApiClient } from '../base/api-client.js';
import { soon } from '../base/soon.js';
import type { Device, DisplayedMessage, PhoneChat } from './api-types.js';
import { withMessage } from './chat-list.js';
import { OpenChat } from './open-chat.js';
import { CHATS, screenBefore, type OpenScreen } from './screens.js';

/** One phone as it is looked at: its chats and devices, and which screen is open. */
export class PhoneView {
	readonly phoneNumber: string;
	/** `/v1/phones/NUMBER` */
	readonly path: string;
	/** Null until they are loaded. */
	readonly chats = signal<readonly PhoneChat[] | null>(null);
	readonly devices = signal<readonly Device[] | null>(null);
	readonly screen = signal<OpenScreen>(CHATS);
	/** What was open before, so that "back" puts the focus where it came from. */
	readonly screenLeft = signal<OpenScreen>(CHATS);
	/** Whether looking at a chat tells those who wrote that it was read. */
	readonly readsOpenChat = signal(true);
	readonly #api: ApiClient;
	readonly #nameOf: (chat: string) => string;
	/** What came while the list of chats was on its way, and may not be in it. */
	#missed: DisplayedMessage[] | undefined;
	#moved = false;
	#closed = false;
	readonly #open = new Map<string, OpenChat>();
	readonly refreshChats = soon(() => this.#loadChats().catch(() => undefined));
	readonly refreshDevices = soon(() => this.#loadDevices().catch(() => undefined));

	/** @param nameOf - how people call a chat. */
	constructor(api: ApiClient, phoneNumber: string, nameOf: (chat: string) => string) {
		this.#api = api;
		this.#nameOf = nameOf;
		this.phoneNumber = phoneNumber;
		this.path = `/v1/phones/${encodeURIComponent(phoneNumber)}`;
		this.refreshChats();
		this.refreshDevices();
	}

	/** The phone is gone: nothing is asked about it any more. */
	close(): void {
		this.#closed = true;
	}

	show(screen: OpenScreen): void {
		this.#moved = true;
		this.screenLeft.value = this.screen.value;
		this.screen.value = screen;
	}

	back(): void {
		this.show(screenBefore(this.screen.value));
	}

	/** True once after each move to another screen: only then the focus goes along. */
	takeMove(): boolean {
		const moved = this.#moved;
		this.#moved = false;
		return moved;
	}

	/** The chat with this id, if somebody has asked for it already. */
	known(id: string): OpenChat | undefined {
		return this.#open.get(id);
	}

	/** The chat with this id, loaded the first time somebody asks for it. */
	chat(id: string): OpenChat {
		const known = this.#open.get(id);
		if (known) return known;
		const chat = new OpenChat(this.#api, this.path, id);
		this.#open.set(id, chat);
		chat.load();
		return chat;
	}

	/** A message came, or shows something else now. */
	put(message: DisplayedMessage): void {
		this.#open.get(message.chat)?.put(message);
		this.#missed?.push(message);
		this.#putInList(message);
		this.refreshChats();
	}

	/** Reads everything again, after an interruption. */
	reload(): void {
		this.refreshChats();
		this.refreshDevices();
		for (const chat of this.#open.values()) chat.load();
	}

	async #loadChats(): Promise<void> {
		if (this.#closed) return;
		const missed: DisplayedMessage[] = [];
		this.#missed = missed;
		this.chats.value = await this.#api.list<PhoneChat>(`${this.path}/chats`);
		this.#missed = undefined;
		for (const message of missed) this.#putInList(message);
	}

	/** At once: the list itself is read again later. */
	#putInList(message: DisplayedMessage): void {
		if (!this.chats.value) return;
		this.chats.value = withMessage(this.chats.value, message, this.#nameOf(message.chat));
	}

	async #loadDevices(): Promise<void> {
		if (this.#closed) return;
		this.devices.value = await this.#api.list<Device>(`${this.path}/devices`);
	}
}
