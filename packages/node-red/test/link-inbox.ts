import { EventEmitter, once } from 'node:events';
import type { FlowNode, NodeRedWorld, Received } from './node-red-world.ts';

/** A link node as the dialog stores it. */
export const linkNode = (changes: Partial<FlowNode> = {}): FlowNode => ({
	id: 'link',
	type: 'waypost-link',
	config: 'config',
	session: 'sales',
	createIfMissing: true,
	startsByItself: false,
	output: 'text',
	wires: [['out']],
	...changes,
});

/** What came out of a link node, in order. Open it when the flow is loaded. */
export class LinkInbox {
	readonly messages: Received[] = [];
	readonly #signals = new EventEmitter();
	#read = 0;

	constructor(world: NodeRedWorld, id = 'out') {
		world.node(id).on('input', (msg) => {
			this.messages.push(msg);
			this.#signals.emit('message');
		});
	}

	get topics(): unknown[] {
		return this.messages.map(({ topic }) => topic);
	}

	/** The next message with this topic that was not read yet. */
	async next(topic: string): Promise<Received> {
		while (true) {
			for (; this.#read < this.messages.length; this.#read++) {
				if (this.messages[this.#read]!.topic === topic) return this.messages[this.#read++]!;
			}
			await once(this.#signals, 'message');
		}
	}
}
