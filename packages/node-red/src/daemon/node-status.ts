import type { Node, NodeStatus } from 'node-red';
import type { ConnectionStatus } from './connection-status.js';

/**
 * The status under a node: that of the connection, and while that is well, what the node did last.
 * After an outage the connection is shown again.
 */
export class ShownStatus {
	readonly #node: Pick<Node, 'status'>;
	#connection: ConnectionStatus | null = null;
	#activity: NodeStatus | null = null;
	#shown = '';
	#isClosed = false;

	constructor(node: Pick<Node, 'status'>) {
		this.#node = node;
	}

	setConnection(connection: ConnectionStatus): void {
		if (!connection.isReady) this.#activity = null;
		this.#connection = connection;
		this.#update();
	}

	setActivity(activity: NodeStatus): void {
		this.#activity = activity;
		this.#update();
	}

	/** Nothing is shown afterwards: the node is gone. */
	close(): void {
		this.#isClosed = true;
	}

	#update(): void {
		if (this.#isClosed) return;
		const status =
			this.#connection?.isReady === false
				? this.#connection.status
				: (this.#activity ?? this.#connection?.status);
		const text = JSON.stringify(status);
		if (!status || text === this.#shown) return;
		this.#shown = text;
		this.#node.status(status);
	}
}
