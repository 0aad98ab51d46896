import type { Logger } from 'pino';
import type { Connection } from './connection.js';
import { Clock } from './clock.js';
import { EventBus } from './events.js';
import { Faults } from './faults/faults.js';
import { GroupChanges } from './groups/group-changes.js';
import { Linking } from './linking/linking.js';
import type { ResolvedOptions } from './options.js';
import { ProfilePictures } from './people/profile-pictures.js';
import { PausableWork } from './persistence/pausable-work.js';
import { RandomSource } from './random.js';
import { ChatAddressing } from './routing/chat-addressing.js';
import { DeliveredMessages } from './routing/delivered-messages.js';
import { Delivery } from './routing/delivery.js';
import { DeviceNotices } from './routing/device-notices.js';
import { KeyBundles } from './routing/key-bundles.js';
import { MessageRouter } from './routing/message-router.js';
import { PresenceBoard } from './routing/presence-board.js';
import { ReceiptRouter } from './routing/receipt-router.js';
import { Settings } from './settings.js';
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
	readonly clock = new Clock();
	/** What happens later in the sandbox: by its clock. */
	readonly timers = new Timers(this.clock);
	/** How long sockets and callers are waited for: by the computer's. */
	readonly patience = new Timers();
	/** Everything under way that changes the world in several steps. */
	readonly work = new PausableWork(this.patience);
	/** Ids and codes. */
	readonly random = new RandomSource();
	readonly ids = new IdSource();
	readonly events = new EventBus(this.clock);
	readonly settings: Settings;
	readonly chatAddressing: ChatAddressing;
	readonly faults = new Faults();
	readonly wireLog = new WireLog(this.clock);
	readonly unknown = new UnknownStanzas();
	readonly accounts = new Accounts();
	readonly groups = new Groups();
	readonly media = new MediaStore(this.random);
	readonly keptMedia = new KeptMedia();
	readonly pictures = new ProfilePictures(this.clock);
	readonly connections = new Set<Connection>();
	readonly presence = new PresenceBoard(this.clock);
	readonly delivered = new DeliveredMessages();
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
		this.settings = new Settings(options);
		this.chatAddressing = new ChatAddressing(this.settings);
		this.logger = options.logger;
		this.noiseIdentity = noiseIdentity;
		this.#mediaHost = mediaHost;
		this.#startTime();
	}

	/** `127.0.0.1:PORT`, the host of uploads and downloads. */
	get mediaHost(): string {
		return this.#mediaHost();
	}

	/** Empties the world; resolves when the last connection is over. */
	async clear(): Promise<void> {
		this.faults.clear();
		this.settings.reset();
		this.clock.reset();
		this.#startTime();
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
		this.pictures.clear();
		this.messages.clear();
		this.chatAddressing.clear();
		this.unknown.clear();
		this.wireLog.clear();
	}

	#startTime(): void {
		const { seed, clock } = this.options;
		if (seed !== undefined) this.random.seed(seed);
		if (clock) this.clock.stop({ at: clock.stoppedAt });
	}
}
