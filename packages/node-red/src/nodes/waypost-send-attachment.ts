import type { SendAttachmentOptions } from '@waypost/client';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
	hasNoCaption,
	readAttachment,
	type AttachmentDef,
} from '../attachments/attachment-details.js';
import { findConfigNode } from '../daemon/config-node.js';
import { readSendFields, waitOf, type SendOptionsDef } from '../messages/send-options.js';
import { startSending, type SendingNodeDef } from '../messages/sending-node.js';

type SendAttachmentDef = NodeDef & SendingNodeDef & AttachmentDef & SendOptionsDef;

export default function (RED: NodeAPI): void {
	function WaypostSendAttachment(this: Node, def: SendAttachmentDef): void {
		RED.nodes.createNode(this, def);
		startSending({
			RED,
			node: this,
			def,
			read: async (_msg, evaluate, translate) => {
				const { file, details, identity } = await readAttachment(def, evaluate, translate);
				const fields = await readSendFields(def, evaluate, translate);
				return {
					content: { ...identity, ...details, ...fields },
					wait: waitOf(def),
					accept: async (client, { sessionId, to }, delivery) => {
						const transfers = findConfigNode(RED, def.config)?.daemon.transferClient ?? client;
						const options = { ...details, ...fields, ...delivery } as SendAttachmentOptions;
						const message = await transfers.messages.sendAttachment(sessionId, to!, file, options);
						// Where Waypost chose the kind, it is known only now.
						if (details.caption !== undefined && hasNoCaption(message.kind)) {
							this.warn(translate('log.no-caption'));
						}
						return message;
					},
				};
			},
		});
	}

	RED.nodes.registerType('waypost-send-attachment', WaypostSendAttachment);
}
