import type { FlowNode, Received } from './node-red-world.ts';

/** A Message Received node as the dialog stores it: all messages of all sessions. */
export const inNode = (changes: Partial<FlowNode> = {}): FlowNode => ({
	id: 'in',
	type: 'waypost-in',
	config: 'config',
	session: '',
	events: ['message.received'],
	chats: '',
	groups: 'all',
	ignoreOwn: true,
	download: false,
	maxMegabytes: 50,
	resume: false,
	wires: [['out']],
	...changes,
});

interface Hooks {
	add(hook: string, listener: (event: { msg: unknown; destination: { id: string } }) => void): void;
	remove(hook: string): void;
}

const { hooks } = requireNative('@node-red/util') as { hooks: Hooks };
const HOOK = 'onReceive.arrivals';

/**
 * What reaches the node `out`, from now until there are others: by a hook of Node-RED, since a node
 * that a Deploy makes anew may be reached before a test can listen to it.
 */
export class Arrivals {
	readonly all: Received[] = [];
	#waiter: (() => void) | null = null;

	constructor() {
		hooks.remove(HOOK);
		hooks.add(HOOK, ({ msg, destination }) => {
			if (destination.id !== 'out') return;
			this.all.push(msg as Received);
			this.#waiter?.();
		});
	}

	get payloads(): unknown[] {
		return this.all.map(({ payload }) => payload);
	}

	/** Waits until so many are there, and gives the last one. */
	async count(count: number): Promise<Received> {
		while (this.all.length < count) {
			await new Promise<void>((resolve) => (this.#waiter = resolve));
		}
		return this.all[count - 1]!;
	}
}
