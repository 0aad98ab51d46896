import type { WaypostEvent } from '@waypost/client';
import type { Node, NodeAPI } from 'node-red';
import { findConfigNode } from '../daemon/config-node.js';
import { connectionStatus, noConfigStatus } from '../daemon/connection-status.js';
import { CursorFile } from '../daemon/cursor-file.js';
import { ShownStatus } from '../daemon/node-status.js';
import { shortTextOf } from '../errors/error-texts.js';
import { NodeError } from '../errors/node-error.js';
import { translatorOf, type Translate } from '../translate.js';
import {
	describeAttachment,
	downloadAttachment,
	type AttachmentFile,
} from './attachment-download.js';
import { eventFilterOf, type EventFilterDef, type Owner } from './event-filter.js';
import { messageOf } from './event-view.js';
import { toFlowMessage } from './flow-message.js';
import { PatientCalls } from './patient-calls.js';

/** What the dialog of the node keeps. */
export interface ReceivingNodeDef extends EventFilterDef {
	config?: string;
	/** Whether to fetch the file of a message. */
	download?: boolean;
	maxMegabytes?: number | string;
	/** Whether to go on after a restart of Node-RED where it stood. */
	resume?: boolean;
}

export interface ReceivingNode {
	RED: NodeAPI;
	node: Node;
	def: ReceivingNodeDef;
}

/** Makes a node give out events, one message for each. */
export function startReceiving({ RED, node, def }: ReceivingNode): void {
	const translate = translatorOf(RED);
	const config = findConfigNode(RED, def.config);
	if (!config) return node.status(noConfigStatus(translate));
	const isWanted = filterOf(node, def, translate);
	if (!isWanted) return;

	const stop = new AbortController();
	const { signal } = stop;
	const { daemon } = config;
	const calls = new PatientCalls(signal);
	const cursor = cursorOf(RED, node, def, translate);
	const status = new ShownStatus(node);
	const maxMegabytes = Number(def.maxMegabytes) || undefined;

	const findOwner = async (sessionId: string): Promise<Owner | null> => {
		const known = daemon.view.sessions?.get(sessionId);
		if (known) return known;
		const asked = calls.run(() => daemon.client.sessions.get(sessionId, { signal }));
		return asked.catch((error: unknown) => {
			if (signal.aborted) throw error;
			// Deleted since, or not for this key: it is asked in vain.
			return null;
		});
	};
	const fileOf = async (event: WaypostEvent): Promise<AttachmentFile | null> => {
		const message = messageOf(event);
		if (!message?.attachment) return null;
		if (!def.download) return describeAttachment(message, message.attachment);
		const client = daemon.transferClient;
		const download = { client, calls, translate, signal, maxMegabytes };
		return downloadAttachment(message, message.attachment, download);
	};

	const registration = config.register(node, {
		after: cursor?.after,
		onChange: (view) => {
			calls.setView(view);
			status.setConnection(connectionStatus(view, def.session?.trim() || null, translate));
		},
		onStart: (position) => cursor?.keep(position),
		onEvent: async (event) => {
			if (!(await isWanted(event, findOwner))) return cursor?.move(event.id);
			const msg = toFlowMessage(event, await fileOf(event), node.id);
			if (signal.aborted) throw new Error('The node was stopped before the event went out.');
			node.send(msg);
			// Node-RED hands a message on in its next turn: it must be on its way before it is noted.
			await new Promise(setImmediate);
			cursor?.keep(event.id);
		},
	});
	// Known already after a Deploy that has just turned `resume` on: the next event may be far off.
	if (registration.position !== undefined) cursor?.keep(registration.position);
	const close = async (removed: boolean): Promise<void> => {
		stop.abort();
		status.close();
		await registration.close(removed);
		if (removed) cursor?.remove();
		else if (registration.position !== undefined) cursor?.keep(registration.position);
	};
	node.on('close', (removed: boolean, done: () => void) => {
		void close(removed).finally(done);
	});
}

/** Null when a number that was named fits no chat: said at once, since nothing would ever come. */
function filterOf(node: Node, def: ReceivingNodeDef, translate: Translate) {
	try {
		return eventFilterOf(def, translate);
	} catch (error) {
		if (!(error instanceof NodeError)) throw error;
		node.status({ fill: 'red', shape: 'ring', text: shortTextOf(error, translate) });
		node.error(error.message);
		return null;
	}
}

/** The place of a node that resumes; when the disk fails it is said once, and the node goes on. */
function cursorOf(RED: NodeAPI, node: Node, { resume }: ReceivingNodeDef, translate: Translate) {
	const folder = RED.settings.userDir;
	if (!folder) return null;
	const file = new CursorFile(folder, node.id);
	let hasFailed = false;
	const attempt = (work: () => void): void => {
		try {
			work();
		} catch (error) {
			if (!hasFailed) node.warn(`${translate('log.cursor')} ${(error as Error).message}`);
			hasFailed = true;
		}
	};
	if (!resume) {
		// Turned off and on again later, it must not bring what lies between.
		attempt(() => file.remove());
		return null;
	}
	return {
		after: file.read(),
		keep: (eventId: string) => attempt(() => file.write(eventId)),
		move: (eventId: string) => attempt(() => file.move(eventId)),
		remove: () => attempt(() => file.remove()),
	};
}
