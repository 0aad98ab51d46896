import type { NodeAPI, NodeDef } from 'node-red';
import type { WaypostConfigNode } from '../daemon/config-node.js';
import { DaemonConnection, type ConnectionLog } from '../daemon/daemon-connection.js';
import { registerDaemonRoutes } from '../daemon/daemon-routes.js';
import { toNodeError } from '../errors/error-texts.js';
import { translatorOf, type Translate } from '../translate.js';

interface ConfigDef extends NodeDef {
	url?: string;
}

export default function (RED: NodeAPI): void {
	const translate = translatorOf(RED);
	/**
	 * By the id of a node: the last event it handled, while it is being deployed anew. Node-RED makes
	 * the config node anew too, so that this is kept here.
	 */
	const positions = new Map<string, string>();

	function WaypostConfig(this: WaypostConfigNode, def: ConfigDef): void {
		RED.nodes.createNode(this, def);
		const daemon = new DaemonConnection({
			url: (def.url ?? '').trim(),
			apiKey: (this.credentials?.apiKey ?? '').trim(),
			log: logOf(this, translate),
		});
		const register: WaypostConfigNode['register'] = (node, user) => {
			const after = user.after ?? positions.get(node.id);
			const registration = daemon.register(after === undefined ? user : { ...user, after });
			return {
				get position() {
					return registration.position;
				},
				close: async (removed) => {
					await registration.close();
					const { position } = registration;
					if (removed || position === undefined) positions.delete(node.id);
					else positions.set(node.id, position);
				},
			};
		};
		Object.assign(this, { daemon, register });
		this.on('close', (_removed: boolean, done: () => void) => {
			void daemon.close().finally(done);
		});
	}

	RED.nodes.registerType('waypost-config', WaypostConfig as never, {
		credentials: { apiKey: { type: 'password' } },
	});
	registerDaemonRoutes(RED, translate);
}

/** One warning when the daemon goes away and one line when it is back, however long that takes. */
function logOf(node: WaypostConfigNode, translate: Translate): ConnectionLog {
	return {
		lost: (error) => node.warn(toNodeError(error, translate).message),
		restored: () => node.log(translate('log.restored')),
		missed: () => node.warn(translate('log.missed')),
		failed: (error) => node.error(toNodeError(error, translate).message),
	};
}
