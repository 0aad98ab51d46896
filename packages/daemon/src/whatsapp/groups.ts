import { WaypostError } from '../runtime/waypost-error.js';
import type { GroupMetadata, WASocket } from './baileys.js';
import { mayWrite, toGroupInfo, type KnownPeople } from './group-info.js';
import { GroupMetadataCache } from './group-metadata-cache.js';
import { chatKindOf } from './jid.js';
import { onStanza } from './socket-guards.js';
import type { GroupInfo } from './whatsapp-connection.js';

export interface GroupsOptions {
	sock: WASocket;
	within<T>(work: Promise<T>, what: string, ms?: number): Promise<T>;
	/** How long WhatsApp may take for an answer, in milliseconds. */
	queryTimeoutMs: number;
	/** False once the connection ends, and before it is open. */
	isOpen(): boolean;
	people(): KnownPeople;
}

/**
 * Baileys answers a question for all groups with none of them when WhatsApp is silent for too long
 * (`Socket/groups.js`, groupFetchAllParticipating), so our own time has to be over first.
 */
const BEFORE_BAILEYS = 0.9;

/** The groups of this account, as one connection knows them. */
export class Groups {
	readonly #options: GroupsOptions;
	readonly #cache: GroupMetadataCache;

	constructor(options: GroupsOptions) {
		this.#options = options;
		this.#cache = new GroupMetadataCache({ ask: (id) => options.sock.groupMetadata(id) });
	}

	/** Starts to hear what makes known groups out of date. Call it before others listen. */
	listen(): void {
		const { sock } = this.#options;
		onStanza(sock, 'CB:notification,type:w:gp2', ({ attrs }) => this.drop(attrs['from']));
		// A `phash`: the server counts other devices in the group than we do.
		onStanza(sock, 'CB:ack,class:message', ({ attrs: { from, error, phash } }) => {
			if (error !== undefined || phash !== undefined) this.drop(from);
		});
		onStanza(sock, 'CB:ib,,dirty', () => this.#cache.clear());
	}

	/** @throws WaypostError WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT */
	async all(): Promise<GroupInfo[]> {
		const { sock, within, queryTimeoutMs, people } = this.#options;
		this.#assertOpen();
		try {
			const asked = sock.groupFetchAllParticipating();
			const found = await within(asked, 'the groups', queryTimeoutMs * BEFORE_BAILEYS);
			return Object.values(found).map((group) => toGroupInfo(group, people()));
		} catch (cause) {
			throw this.#translate(cause);
		}
	}

	/** @throws WaypostError GROUP_NOT_FOUND, NOT_IN_GROUP, WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT */
	async one(id: string): Promise<GroupInfo> {
		const { within, people } = this.#options;
		this.#assertOpen();
		try {
			return toGroupInfo(await within(this.metadata(id), 'a group'), people());
		} catch (cause) {
			throw this.#translate(cause);
		}
	}

	/** As Baileys wants it. @throws what Baileys throws when WhatsApp does not show us the group. */
	readonly metadata = (id: string): Promise<GroupMetadata> => this.#cache.of(id);

	/** May this account write there, as far as is known? @throws as {@link metadata}. */
	async mayWrite(id: string): Promise<boolean> {
		return mayWrite(await this.metadata(id), this.#options.people().own);
	}

	/** Something about the chat changed: it is asked for anew. */
	drop(chatId: string | undefined): void {
		if (chatId !== undefined && chatKindOf(chatId) === 'group') this.#cache.drop(chatId);
	}

	#assertOpen(): void {
		if (!this.#options.isOpen()) throw new WaypostError('WHATSAPP_NOT_READY');
	}

	/** Baileys puts the number of a refusal into `data` (`WABinary/generic-utils.js`). */
	#translate(cause: unknown): WaypostError {
		const upstreamCode =
			cause instanceof Error && 'data' in cause && typeof cause.data === 'number'
				? cause.data
				: null;
		const options = { cause, upstreamCode };
		if (upstreamCode === 404) return new WaypostError('GROUP_NOT_FOUND', undefined, options);
		if (upstreamCode === 401 || upstreamCode === 403) {
			return new WaypostError('NOT_IN_GROUP', undefined, options);
		}
		const isOpen = this.#options.isOpen();
		return new WaypostError(isOpen ? 'WHATSAPP_TIMEOUT' : 'WHATSAPP_NOT_READY', undefined, options);
	}
}
