import { GroupAdmission, type GroupAdmissionSnapshot } from '../groups/group-admission.js';
import type { RandomSource } from '../random.js';
import { formatJid, GROUP, LID, PN, type Addressing } from '../stanza/jid.js';
import type { Account } from './account.js';
import { endpointsOf, type Endpoint } from './accounts.js';

/** What a member may do; `superadmin` is who created the group. */
export type Role = 'member' | 'admin' | 'superadmin';

/** How the members of a group are addressed: by privacy address or by phone number. */
export type GroupMode = 'lid' | 'pn';

export interface GroupDescription {
	readonly id: string;
	readonly body: string;
	/** Unix seconds. */
	readonly at: number;
	readonly by: Account;
}

export interface GroupRecordOptions {
	/** `…@g.us` */
	readonly id: string;
	readonly subject: string;
	readonly owner: Account;
	readonly members: readonly Account[];
	readonly mode: GroupMode;
	/** Unix seconds. */
	readonly createdAt: number;
	readonly inviteCode: string;
}

/** What is kept of a group; people by the digits of their number. */
export interface GroupRecordSnapshot
	extends Omit<GroupRecordOptions, 'owner' | 'members'>,
		Pick<GroupRecord, 'subjectAt' | 'announcement' | 'locked' | 'addMode' | 'ephemeralSeconds'> {
	readonly owner: string;
	readonly subjectBy: string;
	readonly admission: GroupAdmissionSnapshot;
	readonly description: (Omit<GroupDescription, 'by'> & { readonly by: string }) | null;
	readonly roles: readonly (readonly [string, Role])[];
}

/** A group as the server knows it. Only `GroupChanges` changes it. */
export class GroupRecord {
	readonly id: string;
	readonly owner: Account;
	mode: GroupMode;
	/** Unix seconds. */
	readonly createdAt: number;
	subject: string;
	subjectBy: Account;
	subjectAt: number;
	description: GroupDescription | undefined;
	/** Only admins may write. */
	announcement = false;
	/** Only admins may change subject, description and disappearing messages. */
	locked = false;
	/** Whether every member may add others, or only admins. */
	addMode: 'all_member_add' | 'admin_add' = 'all_member_add';
	/** Seconds after which messages disappear; 0: never. */
	ephemeralSeconds = 0;
	inviteCode: string;
	/** Invitations and requests to join. */
	readonly admission = new GroupAdmission();
	/** In the order they joined. */
	readonly #roles = new Map<Account, Role>();

	constructor(options: GroupRecordOptions) {
		const { id, subject, owner, members, mode, createdAt, inviteCode } = options;
		this.id = id;
		this.createdAt = createdAt;
		this.inviteCode = inviteCode;
		this.subjectAt = this.createdAt;
		this.subject = subject;
		this.subjectBy = owner;
		this.owner = owner;
		this.mode = mode;
		this.#roles.set(owner, 'superadmin');
		for (const member of members) if (member !== owner) this.#roles.set(member, 'member');
	}

	/** @param person - finds somebody by the digits of their number. */
	static fromSnapshot(
		snapshot: GroupRecordSnapshot,
		person: (number: string) => Account,
	): GroupRecord {
		const { owner, subjectBy, description, roles, admission, ...same } = snapshot;
		const group = new GroupRecord({ ...same, owner: person(owner), members: [] });
		const { subjectAt, announcement, locked, addMode, ephemeralSeconds } = same;
		Object.assign(group, { subjectAt, announcement, locked, addMode, ephemeralSeconds });
		group.subjectBy = person(subjectBy);
		group.description = description ? { ...description, by: person(description.by) } : undefined;
		group.admission.restore(admission, person);
		group.#roles.clear();
		for (const [number, role] of roles) group.#roles.set(person(number), role);
		return group;
	}

	toSnapshot(): GroupRecordSnapshot {
		const { id, subject, mode, createdAt, subjectAt, announcement, locked, description } = this;
		const { addMode, ephemeralSeconds, inviteCode } = this;
		return {
			...{ id, subject, mode, createdAt, subjectAt, announcement, locked },
			...{ addMode, ephemeralSeconds, inviteCode },
			owner: this.owner.number,
			subjectBy: this.subjectBy.number,
			admission: this.admission.toSnapshot(),
			description: description ? { ...description, by: description.by.number } : null,
			roles: [...this.#roles].map(([account, role]) => [account.number, role] as const),
		};
	}

	get addressing(): Addressing {
		return this.mode === 'lid' ? LID : PN;
	}

	members(): Account[] {
		return [...this.#roles.keys()];
	}

	has(account: Account): boolean {
		return this.#roles.has(account);
	}

	/** Undefined for somebody who is not a member. */
	role(account: Account): Role | undefined {
		return this.#roles.get(account);
	}

	isAdmin(account: Account): boolean {
		const role = this.#roles.get(account);
		return role === 'admin' || role === 'superadmin';
	}

	/** Whether this account may add people, or invite those who cannot be added. */
	mayAdd(account: Account): boolean {
		return this.isAdmin(account) || (this.addMode === 'all_member_add' && this.has(account));
	}

	/** Whether this account's messages are taken. */
	mayWrite(account: Account): boolean {
		return this.announcement ? this.isAdmin(account) : this.has(account);
	}

	setRole(account: Account, role: Role): void {
		this.#roles.set(account, role);
	}

	delete(account: Account): void {
		this.#roles.delete(account);
	}

	/** Phones and linked devices of all members. */
	endpoints(): Endpoint[] {
		return this.members().flatMap(endpointsOf);
	}

	/** The jid of a person, or of one of their devices, as this group writes it. */
	jidOf({ account, device }: Pick<Endpoint, 'account'> & { device?: Endpoint['device'] }): string {
		return account.jid(this.addressing, device?.id ?? 0);
	}

	toString(): string {
		return this.id;
	}
}

/** As long as WhatsApp's, and starting alike. */
export function newGroupId(random: RandomSource): string {
	const digits = random.bytes(8).readBigUInt64BE().toString().padStart(12, '0').slice(-12);
	return formatJid(`120363${digits}`, GROUP);
}

export function newInviteCode(random: RandomSource): string {
	return random.bytes(16).toString('base64url');
}
