import type { GroupInfo, GroupNotice } from '../whatsapp/whatsapp-connection.js';

interface Known {
	/** All groups of the session, when WhatsApp listed them; null before. */
	list: Map<string, GroupInfo> | null;
	/** Nothing was heard since that could make the list wrong, on this connection. */
	freshFor: object | null;
	/** Counts what was heard. */
	changes: number;
}

/**
 * The groups of each session as WhatsApp last listed them, in memory: pages of a list are parts of one
 * answer, and without a connection the last answer is better than none.
 */
export class KnownGroups {
	readonly #sessions = new Map<string, Known>();

	/** @returns null when it was never listed. */
	listed(sessionId: string): readonly GroupInfo[] | null {
		const list = this.#sessions.get(sessionId)?.list;
		return list ? [...list.values()] : null;
	}

	find(sessionId: string, groupId: string): GroupInfo | undefined {
		return this.#sessions.get(sessionId)?.list?.get(groupId);
	}

	/** True when the list is what this connection would answer. */
	isFresh(sessionId: string, connection: object): boolean {
		return this.#sessions.get(sessionId)?.freshFor === connection;
	}

	/** Asks for the list and keeps it. Fresh only when nothing happened in the meantime. */
	async refresh(
		sessionId: string,
		connection: { groups(): Promise<readonly GroupInfo[]> },
	): Promise<void> {
		const known = this.#of(sessionId);
		const { changes } = known;
		const groups = await connection.groups();
		known.list = new Map(groups.map((group) => [group.id, group]));
		known.freshFor = known.changes === changes ? connection : null;
	}

	/** One group was asked for by itself. */
	learn(sessionId: string, group: GroupInfo): void {
		this.#sessions.get(sessionId)?.list?.set(group.id, group);
	}

	changed(sessionId: string, { chat, change }: GroupNotice): void {
		const known = this.#of(sessionId);
		known.changes += 1;
		known.freshFor = null;
		if (change === 'left') known.list?.delete(chat.id);
	}

	forget(sessionId: string): void {
		this.#sessions.delete(sessionId);
	}

	#of(sessionId: string): Known {
		const known = this.#sessions.get(sessionId) ?? { list: null, freshFor: null, changes: 0 };
		this.#sessions.set(sessionId, known);
		return known;
	}
}
