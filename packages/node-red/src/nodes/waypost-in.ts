import type { Node, NodeAPI, NodeDef } from 'node-red';
import { startReceiving, type ReceivingNodeDef } from '../receiving/receiving-node.js';

export default function (RED: NodeAPI): void {
	function WaypostIn(this: Node, def: NodeDef & ReceivingNodeDef): void {
		RED.nodes.createNode(this, def);
		startReceiving({ RED, node: this, def });
	}

	RED.nodes.registerType('waypost-in', WaypostIn);
}
