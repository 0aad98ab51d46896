import type { Group, ListQuery, Page, SessionState } from '@waypost/contract';
import { parseRecipient } from '../messages/recipient.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type {
	Address,
	ChatAddress,
	GroupInfo,
	WhatsAppConnection,
} from '../whatsapp/whatsapp-connection.js';
import type { GroupLog } from './group-log.js';
import { viewGroup } from './group-view.js';
import type { KnownGroups } from './known-groups.js';

/** What of a session groups need. */
interface Session {
	readonly state: SessionState;
	readonly connection: Pick<WhatsAppConnection, 'groups' | 'group'> | null;
}

export interface GroupsServiceOptions {
	/** @throws WaypostError SESSION_NOT_FOUND */
	sessions: { find(sessionId: string): Session };
	known: KnownGroups;
	log: Pick<GroupLog, 'learnNames'>;
	contacts: { complete(sessionId: string, person: Address): Address };
	connector: { addressOf(chatId: string): ChatAddress };
}

/** Answers which groups a number is in, and who else is. */
export class GroupsService {
	readonly #options: GroupsServiceOptions;

	constructor(options: GroupsServiceOptions) {
		this.#options = options;
	}

	/**
	 * Asks WhatsApp once, and again when it said that something changed. Not connected, it answers what
	 * WhatsApp said last.
	 *
	 * @returns groups by id.
	 * @throws WaypostError SESSION_NOT_FOUND, WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT
	 */
	async list(sessionId: string, { limit, after }: ListQuery): Promise<Page<Group>> {
		const groups = (await this.#listed(sessionId))
			.filter(({ id }) => after === undefined || id > after)
			.sort((one, other) => (one.id < other.id ? -1 : 1));
		const page = groups.slice(0, limit);
		return {
			data: page.map((group) => this.#view(sessionId, group)),
			next: groups.length > limit ? (page.at(-1)?.id ?? null) : null,
		};
	}

	/**
	 * @param group - a chat id.
	 * @throws WaypostError SESSION_NOT_FOUND, INVALID_NUMBER, INVALID_REQUEST, GROUP_NOT_FOUND,
	 *   NOT_IN_GROUP, WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT
	 */
	async get(sessionId: string, group: string): Promise<Group> {
		const { known, log } = this.#options;
		const session = this.#options.sessions.find(sessionId);
		const id = this.#parseId(group);
		if (!session.connection) {
			const last = known.find(sessionId, id);
			if (last) return this.#view(sessionId, last);
			throw notReady(sessionId, session);
		}
		const found = await session.connection.group(id);
		known.learn(sessionId, found);
		log.learnNames(sessionId, [found]);
		return this.#view(sessionId, found);
	}

	async #listed(sessionId: string): Promise<readonly GroupInfo[]> {
		const { sessions, known, log } = this.#options;
		const session = sessions.find(sessionId);
		const { connection } = session;
		if (connection && !known.isFresh(sessionId, connection)) {
			await known.refresh(sessionId, connection);
			log.learnNames(sessionId, known.listed(sessionId) ?? []);
		}
		const groups = known.listed(sessionId);
		if (groups) return groups;
		throw notReady(sessionId, session);
	}

	#parseId(group: string): string {
		const recipient = parseRecipient(group);
		const { id, kind } = this.#options.connector.addressOf(
			recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber,
		);
		if (kind === 'group') return id;
		const message = `'${group}' is a person. Use the id of a group: it ends in @g.us.`;
		throw new WaypostError('INVALID_REQUEST', message, {
			fields: [{ path: '/group', code: 'invalid', message }],
		});
	}

	#view(sessionId: string, group: GroupInfo): Group {
		return viewGroup(group, (person) => this.#options.contacts.complete(sessionId, person));
	}
}

const notReady = (sessionId: string, { state }: Session): WaypostError =>
	new WaypostError(
		'WHATSAPP_NOT_READY',
		`Session '${sessionId}' is ${state}, so WhatsApp cannot be asked for groups. Wait until it is connected.`,
		{ retryAfter: 5 },
	);
