import type { Account } from './account.js';
import type { GroupRecord } from './group-record.js';

/** All groups, in the order they were created. */
export class Groups {
	readonly #byId = new Map<string, GroupRecord>();

	add(group: GroupRecord): void {
		this.#byId.set(group.id, group);
	}

	all(): GroupRecord[] {
		return [...this.#byId.values()];
	}

	/** By jid, `…@g.us`. */
	byId(id: string | undefined): GroupRecord | undefined {
		return id === undefined ? undefined : this.#byId.get(id);
	}

	byInviteCode(code: string): GroupRecord | undefined {
		return this.all().find((group) => group.inviteCode === code);
	}

	of(member: Account): GroupRecord[] {
		return this.all().filter((group) => group.has(member));
	}

	clear(): void {
		this.#byId.clear();
	}
}
