import type { Logger } from 'pino';
import type { Connection } from './connection.js';
import { EventBus } from './events.js';
import { Faults } from './faults/faults.js';
import { GroupChanges } from './groups/group-changes.js';
import { Linking } from './linking/linking.js';
import type { ResolvedOptions } from './options.js';
import { Delivery } from './routing/delivery.js';
import { DeviceNotices } from './routing/device-notices.js';
import { KeyBundles } from './routing/key-bundles.js';
import { MessageRouter } from './routing/message-router.js';
import { PresenceBoard } from './routing/presence-board.js';
import { ReceiptRouter } from './routing/receipt-router.js';
import { WireLog } from './stanza/wire-log.js';
import { Accounts } from './state/accounts.js';
import { Groups } from './state/groups.js';
import { IdSource } from './state/id-source.js';
import { KeptMedia } from './state/kept-media.js';
import { MediaStore } from './state/media-store.js';
import { UnknownStanzas } from './state/unknown-stanzas.js';
import { Timers } from './timers.js';
import type { NoiseIdentity } from './transport/noise-certificate.js';

export interface WorldOptions {
	readonly options: ResolvedOptions;
	readonly noiseIdentity: NoiseIdentity;
	/** `127.0.0.1:PORT`; known only once the port is. */
	mediaHost(): string;
}

/** Everything one sandbox consists of; each part gets the world and takes what it needs from it. */
export class World {
	readonly options: ResolvedOptions;
	readonly logger: Logger;
	readonly noiseIdentity: NoiseIdentity;
	readonly timers = new Timers();
	readonly ids = new IdSource();
	readonly events = new EventBus();
	readonly faults = new Faults();
	readonly wireLog = new WireLog();
	readonly unknown = new UnknownStanzas();
	readonly accounts = new Accounts();
	readonly groups = new Groups();
	readonly media = new MediaStore();
	readonly keptMedia = new KeptMedia();
	readonly connections = new Set<Connection>();
	readonly presence = new PresenceBoard();
	readonly delivery = new Delivery(this);
	readonly messages = new MessageRouter(this);
	readonly receipts = new ReceiptRouter(this);
	readonly bundles = new KeyBundles(this);
	readonly deviceNotices = new DeviceNotices(this);
	readonly groupChanges = new GroupChanges(this);
	readonly linking = new Linking(this);
	readonly #mediaHost: () => string;

	constructor({ options, noiseIdentity, mediaHost }: WorldOptions) {
		this.options = options;
		this.logger = options.logger;
		this.noiseIdentity = noiseIdentity;
		this.#mediaHost = mediaHost;
	}

	/** `127.0.0.1:PORT`, the host of uploads and downloads. */
	get mediaHost(): string {
		return this.#mediaHost();
	}

	/** Empties the world; resolves when the last connection is over. */
	async clear(): Promise<void> {
		this.faults.clear();
		const connections = [...this.connections];
		for (const connection of connections) connection.cut('fin');
		await Promise.all(connections.map(({ ended }) => ended));
		for (const account of this.accounts.all()) account.phone.close();
		this.timers.clear();
		this.accounts.clear();
		this.groups.clear();
		this.presence.clear();
		this.media.clear();
		this.keptMedia.clear();
		this.unknown.clear();
		this.wireLog.clear();
	}
}
