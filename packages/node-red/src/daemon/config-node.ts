import type { Node, NodeAPI } from 'node-red';
import type { ConnectionUser, DaemonConnection, Registration } from './daemon-connection.js';

/** What the config node offers to other nodes. Each bundle has its own classes: share objects only. */
export interface WaypostConfigNode extends Node<{ apiKey?: string }> {
	readonly daemon: DaemonConnection;
	/**
	 * Takes a node in: the event stream opens with the first one. A node that comes back after a Deploy
	 * goes on with the event after the last one it handled, unless `user.after` says otherwise.
	 */
	register(node: Node, user: ConnectionUser): NodeRegistration;
}

export interface NodeRegistration extends Pick<Registration, 'position'> {
	/** @param removed - the node was deleted or disabled, and does not come back. */
	close(removed: boolean): Promise<void>;
}

/** The deployed config node; null when there is none, or when it is disabled. */
export function findConfigNode(RED: NodeAPI, id: string | undefined): WaypostConfigNode | null {
	const node = (id ? RED.nodes.getNode(id) : null) as Partial<WaypostConfigNode> | null;
	return node?.daemon && node.register ? (node as WaypostConfigNode) : null;
}
