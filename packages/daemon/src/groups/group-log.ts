import type { Contact } from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../storage/database.js';
import type {
	Address,
	ChatAddress,
	GroupInfo,
	GroupNotice,
	WhatsAppConnection,
} from '../whatsapp/whatsapp-connection.js';
import type { GroupsStore } from './groups.store.js';
import type { KnownGroups } from './known-groups.js';

export interface GroupLogOptions {
	database: Pick<Database, 'transaction' | 'commitGrouped'>;
	store: GroupsStore;
	known: KnownGroups;
	events: Pick<EventLog, 'publish'>;
	/** Null while the session is not connected. */
	connectionOf(sessionId: string): Pick<WhatsAppConnection, 'group'> | null;
	clock: Clock;
}

/** WhatsApp keeps what a linked device has not taken for this long at most (Baileys, `PLACEHOLDER_MAX_AGE_SECONDS`). */
const COMES_AGAIN_MS = 14 * 24 * 60 * 60 * 1000;

/** What happens to groups, and what they are called. */
export class GroupLog {
	readonly #options: GroupLogOptions;
	/** Names asked for, by session and group: one question is enough. */
	readonly #asked = new Set<string>();

	constructor(options: GroupLogOptions) {
		this.#options = options;
	}

	/** Tells what happened to a group, once: a notice that comes again was told already. */
	changed(sessionId: string, notice: GroupNotice): void {
		const { database, store, known, clock } = this.#options;
		known.changed(sessionId, notice);
		database.transaction(() => {
			store.forgetTold(clock.now() - COMES_AGAIN_MS);
			const told = { groupId: notice.chat.id, id: notice.id, at: clock.now() };
			if (store.noteTold(sessionId, told)) this.#publish(sessionId, notice);
		});
	}

	#publish(sessionId: string, { chat, change, by, members, value }: GroupNotice): void {
		if (chat.name !== null) this.#learn(sessionId, chat.id, chat.name);
		const named = this.named(sessionId, chat);
		this.#options.events.publish('group.updated', sessionId, {
			chat: { ...toContact(named), kind: named.kind },
			change,
			by: by && toContact(by),
			members: members.map(toContact),
			value,
		});
	}

	/**
	 * The chat with the name of the group, where it is known. Asks WhatsApp for it otherwise, and does
	 * not wait: the next message of the group has it.
	 */
	named(sessionId: string, chat: ChatAddress): ChatAddress {
		if (chat.kind !== 'group' || chat.name !== null) return chat;
		const name = this.#options.store.subjectOf(sessionId, chat.id) ?? null;
		if (name === null) this.#ask(sessionId, chat.id);
		return { ...chat, name };
	}

	/** Soon after it returns; what cannot be stored is learned again. */
	learnNames(sessionId: string, groups: readonly GroupInfo[]): void {
		const written = this.#options.database.commitGrouped(() => {
			for (const { id, subject } of groups) this.#learn(sessionId, id, subject);
		});
		written.catch(() => {});
	}

	/** The number is no longer linked: what another one sees of groups is its own. */
	unlinked(sessionId: string): void {
		this.#options.known.forget(sessionId);
		this.#options.store.deleteSession(sessionId);
	}

	#learn(sessionId: string, groupId: string, subject: string): void {
		if (subject !== '') this.#options.store.setSubject(sessionId, groupId, subject);
	}

	#ask(sessionId: string, groupId: string): void {
		const connection = this.#options.connectionOf(sessionId);
		const key = `${sessionId} ${groupId}`;
		if (!connection || this.#asked.has(key)) return;
		this.#asked.add(key);
		connection
			.group(groupId)
			.then((group) => this.learnNames(sessionId, [group]))
			// A group that is not shown to us, or a silent WhatsApp: the next message asks again.
			.catch(() => {})
			.finally(() => this.#asked.delete(key));
	}
}

const toContact = ({ id, phoneNumber, lid, name }: Address): Contact => ({
	...{ id, phoneNumber, lid, name },
});
