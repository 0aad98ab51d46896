import type { Node, NodeAPI, NodeDef } from 'node-red';
import { readContent, type ContentDef } from '../messages/message-content.js';
import { readSendFields, waitOf, type SendOptionsDef } from '../messages/send-options.js';
import { startSending, type SendingNodeDef } from '../messages/sending-node.js';

type SendDef = NodeDef & SendingNodeDef & ContentDef & SendOptionsDef;

export default function (RED: NodeAPI): void {
	function WaypostSend(this: Node, def: SendDef): void {
		RED.nodes.createNode(this, def);
		startSending({
			RED,
			node: this,
			def,
			read: async (msg, evaluate, translate) => {
				const content = await readContent({ def, msg, evaluate, translate });
				const isReaction = content.reaction !== undefined;
				const fields = isReaction ? {} : await readSendFields(def, evaluate, translate);
				const body = { ...content, ...fields };
				return {
					hasNoRecipient: isReaction,
					content: body,
					wait: waitOf(def),
					accept: (client, { sessionId, to }, options) =>
						client.messages.send(sessionId, to === null ? body : { to, ...body }, options),
				};
			},
		});
	}

	RED.nodes.registerType('waypost-send', WaypostSend as never);
}
