import type {
	ConnectionEvents,
	GroupNotice,
	ReceivedChange,
	ReceivedMessage,
} from '../../src/whatsapp/whatsapp-connection.js';

type EventName = keyof ConnectionEvents;
export type Told<N extends EventName> = Parameters<ConnectionEvents[N]>[0];

export interface EventHooks {
	onPaired?: (() => void) | undefined;
	onMessage?: ((message: ReceivedMessage) => void) | undefined;
	onChanged?: ((change: ReceivedChange) => void) | undefined;
	onGroupChanged?: ((notice: GroupNotice) => void) | undefined;
}

interface Entry {
	name: EventName;
	value: unknown;
}

interface Waiter {
	matches(entry: Entry): boolean;
	resolve(entry: Entry): void;
}

/** Everything a connection told, in order, and a way to wait for what it has not told yet. */
export class RecordedEvents {
	readonly all: Entry[] = [];
	readonly #waiters = new Set<Waiter>();

	/** To be given to `open`; the hooks run inside their event and may throw. */
	listener({ onPaired, onMessage, onChanged, onGroupChanged }: EventHooks = {}): ConnectionEvents {
		return {
			qr: (value) => this.#record('qr', value),
			paired: () => {
				onPaired?.();
				this.#record('paired', undefined);
			},
			opened: (value) => this.#record('opened', value),
			caughtUp: () => this.#record('caughtUp', undefined),
			traffic: () => this.#record('traffic', undefined),
			ack: (value) => this.#record('ack', value),
			receipt: (value) => this.#record('receipt', value),
			message: (value) => {
				onMessage?.(value);
				this.#record('message', value);
			},
			changed: (value) => {
				onChanged?.(value);
				this.#record('changed', value);
			},
			groupChanged: (value) => {
				onGroupChanged?.(value);
				this.#record('groupChanged', value);
			},
			contact: (value) => this.#record('contact', value),
			restricted: (value) => this.#record('restricted', value),
			closed: (value) => this.#record('closed', value),
		};
	}

	get names(): EventName[] {
		return this.all.map(({ name }) => name);
	}

	of<N extends EventName>(name: N): Told<N>[] {
		return this.all.filter((entry) => entry.name === name).map(({ value }) => value as Told<N>);
	}

	/** The first one told, now or later. */
	async first<N extends EventName>(
		name: N,
		where: (value: Told<N>) => boolean = () => true,
	): Promise<Told<N>> {
		const matches = (entry: Entry) => entry.name === name && where(entry.value as Told<N>);
		const told = this.all.find(matches);
		const { value } = told ?? (await this.#next(name, matches));
		return value as Told<N>;
	}

	#next(name: string, matches: Waiter['matches']): Promise<Entry> {
		const { promise, resolve, reject } = Promise.withResolvers<Entry>();
		const late = setTimeout(
			() => reject(new Error(`No ${name} came; told so far: ${this.names.join(' ')}.`)),
			12_000,
		);
		const waiter = { matches, resolve };
		this.#waiters.add(waiter);
		return promise.finally(() => {
			clearTimeout(late);
			this.#waiters.delete(waiter);
		});
	}

	#record(name: EventName, value: unknown): void {
		const entry = { name, value };
		this.all.push(entry);
		for (const waiter of this.#waiters) if (waiter.matches(entry)) waiter.resolve(entry);
	}
}
