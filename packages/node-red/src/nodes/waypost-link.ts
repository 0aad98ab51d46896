import type { Node, NodeAPI, NodeDef } from 'node-red';
import { findConfigNode } from '../daemon/config-node.js';
import { connectionStatus, noConfigStatus } from '../daemon/connection-status.js';
import { ShownStatus } from '../daemon/node-status.js';
import { inputError, shortTextOf, toNodeError } from '../errors/error-texts.js';
import type { QrOutput } from '../linking/link-messages.js';
import { registerLinkRoutes } from '../linking/link-routes.js';
import { LinkWatch, type LinkMemory } from '../linking/link-watch.js';
import { translatorOf } from '../translate.js';

interface LinkDef extends NodeDef {
	config?: string;
	session?: string;
	createIfMissing?: boolean;
	startsByItself?: boolean;
	output?: QrOutput;
}

export default function (RED: NodeAPI): void {
	const translate = translatorOf(RED);
	/** By the id of a node: what it goes on with after a Deploy. */
	const memories = new Map<string, LinkMemory>();

	function WaypostLink(this: Node, def: LinkDef): void {
		RED.nodes.createNode(this, def);
		const config = findConfigNode(RED, def.config);
		const sessionId = (def.session ?? '').trim();
		if (!config) return void this.status(noConfigStatus(translate));
		if (sessionId === '') {
			const error = inputError('NO_SESSION', translate);
			this.status({ fill: 'red', shape: 'ring', text: shortTextOf(error, translate) });
			return void this.error(error, {});
		}

		const memory = memories.get(this.id) ?? { isAccepted: false };
		memories.set(this.id, memory);
		const mayCreate = def.createIfMissing !== false;
		const status = new ShownStatus(this);
		const watch = new LinkWatch({
			daemon: config.daemon,
			sessionId,
			output: def.output ?? 'buffer',
			startsByItself: def.startsByItself === true,
			mayCreate,
			memory,
			send: (msg) => this.send(msg),
			// With a message, so that a Catch node gets it.
			onError: (error) => this.error(toNodeError(error, translate), { topic: 'error' }),
		});
		const registration = config.register(this, {
			onChange: (view) => {
				const missing = mayCreate ? 'states.unlinked' : 'status.no-session';
				status.setConnection(connectionStatus(view, sessionId, translate, missing));
				watch.onChange(view);
			},
			onEvent: (event) => watch.onEvent(event),
		});
		this.on('close', (removed: boolean, done: () => void) => {
			status.close();
			if (removed) memories.delete(this.id);
			void Promise.all([watch.close(), registration.close(removed)]).finally(done);
		});
	}

	RED.nodes.registerType('waypost-link', WaypostLink);
	registerLinkRoutes(RED, translate);
}
