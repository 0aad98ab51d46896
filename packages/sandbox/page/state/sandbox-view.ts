import { batch, computed, signal } from '@preact/signals';
import { ApiClient } from '../base/api-client.js';
import { announce } from '../base/announce.js';
import { EventStream } from '../base/event-stream.js';
import { soon } from '../base/soon.js';
import { summaryOf } from '../chat/message-words.js';
import type {
	DisplayedMessage,
	GroupView,
	PhoneSummary,
	SandboxEvent,
	SandboxEventName,
} from './api-types.js';
import { PhoneView } from './phone-view.js';

const EVENTS: readonly SandboxEventName[] = [
	'phone.message',
	'message.changed',
	'message.disappeared',
	'phone.typing',
	'phone.added',
	'phone.changed',
	'phone.removed',
	'device.linked',
	'device.unlinked',
	'device.connected',
	'connection.closed',
	'group.changed',
	'connection.problem',
	'sandbox.not-saved',
	'sandbox.reset',
];

const PROBLEMS_KEPT = 20;

/** Something a program did that no WhatsApp client does, or that went wrong in the sandbox. */
export interface SeenProblem {
	readonly id: number;
	readonly at: string;
	readonly problem: string;
}

/** Everything the page knows of the sandbox: read at the start, then kept up to date by its events. */
export class SandboxView {
	readonly api = new ApiClient();
	/** Null until they are loaded. */
	readonly phones = signal<readonly PhoneSummary[] | null>(null);
	readonly groups = signal<readonly GroupView[]>([]);
	readonly live = signal(true);
	/** What the sandbox could not make sense of since the page was opened, the latest first. */
	readonly problems = signal<readonly SeenProblem[]>([]);
	/** Names by phone number. */
	readonly names = computed(
		() => new Map((this.phones.value ?? []).map(({ phoneNumber, name }) => [phoneNumber, name])),
	);
	readonly #views = new Map<string, PhoneView>();
	readonly #waiting: SandboxEvent[] = [];
	readonly #refreshPhones = soon(() => this.#loadPhones().catch(() => undefined));
	readonly #refreshGroups = soon(() => this.#loadGroups().catch(() => undefined));
	/** Many events in a row make the page change once. */
	readonly #takeSoon = soon(() => this.#takeAll(), 16);

	constructor() {
		new EventStream<SandboxEvent>({
			url: '/v1/events',
			types: EVENTS,
			onEvent: (event) => {
				this.#waiting.push(event);
				this.#takeSoon();
			},
			onOpen: () => void this.#reload().catch(() => undefined),
			onLost: () => (this.live.value = false),
		});
	}

	phone(phoneNumber: string): PhoneView {
		const known = this.#views.get(phoneNumber);
		if (known) return known;
		const view = new PhoneView(this.api, phoneNumber, (chat) => this.nameOf(chat));
		this.#views.set(phoneNumber, view);
		return view;
	}

	summary(phoneNumber: string): PhoneSummary | undefined {
		return this.phones.value?.find((each) => each.phoneNumber === phoneNumber);
	}

	group(id: string): GroupView | undefined {
		return this.groups.value.find((each) => each.id === id);
	}

	/** How people call this chat: a name, a subject, or else its number. */
	nameOf(chat: string): string {
		return this.names.value.get(chat) ?? this.group(chat)?.subject ?? chat;
	}

	/** It may be another sandbox by now: phones that are not there any more are forgotten first. */
	async #reload(): Promise<void> {
		this.live.value = true;
		this.#refreshGroups();
		await this.#loadPhones();
		for (const [phoneNumber, view] of this.#views) {
			if (this.summary(phoneNumber)) view.reload();
			else this.#forget(phoneNumber);
		}
	}

	#forget(phoneNumber: string): void {
		this.phones.value = (this.phones.value ?? []).filter(
			(each) => each.phoneNumber !== phoneNumber,
		);
		this.#views.get(phoneNumber)?.close();
		this.#views.delete(phoneNumber);
	}

	#takeAll(): void {
		const events = this.#waiting.splice(0);
		batch(() => events.forEach((event) => this.#take(event)));
	}

	#take({ type, data, at, id }: SandboxEvent): void {
		switch (type) {
			case 'phone.message':
				this.#announce(data.phoneNumber, data.message);
				return this.#views.get(data.phoneNumber)?.put(data.message);
			case 'message.changed':
				return this.#views.get(data.phoneNumber)?.put(data.message);
			case 'message.disappeared':
				return this.#views.get(data.phoneNumber)?.reload();
			case 'phone.typing':
				return this.#views.get(data.phoneNumber)?.chat(data.chat).setTyping(data.from, data.state);
			case 'group.changed':
				for (const view of this.#views.values()) view.refreshChats();
				return this.#refreshGroups();
			case 'phone.removed':
				this.#forget(data.phoneNumber);
				return this.#refreshPhones();
			case 'sandbox.reset':
				for (const view of this.#views.values()) view.close();
				this.#views.clear();
				this.phones.value = [];
				this.groups.value = [];
				this.#refreshGroups();
				return this.#refreshPhones();
			case 'connection.closed':
				if (data.phoneNumber === null) return;
				return this.#views.get(data.phoneNumber)?.refreshDevices();
			case 'phone.added':
			case 'phone.changed':
			case 'device.linked':
			case 'device.unlinked':
			case 'device.connected':
				this.#views.get(data.phoneNumber)?.refreshDevices();
				return this.#refreshPhones();
			case 'connection.problem':
			case 'sandbox.not-saved': {
				const seen = { id, at, problem: data.problem };
				this.problems.value = [seen, ...this.problems.value].slice(0, PROBLEMS_KEPT);
				return;
			}
			default:
				return;
		}
	}

	/** Only phones that are looked at speak. */
	#announce(phoneNumber: string, message: DisplayedMessage): void {
		if (message.direction === 'out' || !this.#views.has(phoneNumber)) return;
		const from = this.nameOf(message.from);
		announce(`${this.nameOf(phoneNumber)} got a message from ${from}: ${summaryOf(message)}`);
	}

	async #loadPhones(): Promise<void> {
		this.phones.value = await this.api.list<PhoneSummary>('/v1/phones');
	}

	async #loadGroups(): Promise<void> {
		this.groups.value = await this.api.list<GroupView>('/v1/groups');
	}
}
