import { randomBytes } from 'node:crypto';
import { formatJid, GROUP, LID, PN, type Addressing } from '../stanza/jid.js';
import { unixTime } from '../unix-time.js';
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
}

/** A group as the server knows it. Only `GroupChanges` changes it. */
export class GroupRecord {
	readonly id: string;
	readonly owner: Account;
	readonly mode: GroupMode;
	/** Unix seconds. */
	readonly createdAt = unixTime();
	subject: string;
	subjectBy: Account;
	subjectAt = this.createdAt;
	description: GroupDescription | undefined;
	/** Only admins may write. */
	announcement = false;
	/** Only admins may change subject, description and disappearing messages. */
	locked = false;
	/** Whether every member may add others, or only admins. */
	addMode: 'all_member_add' | 'admin_add' = 'all_member_add';
	/** Seconds after which messages disappear; 0: never. */
	ephemeralSeconds = 0;
	inviteCode = newInviteCode();
	/** In the order they joined. */
	readonly #roles = new Map<Account, Role>();

	constructor({ id, subject, owner, members, mode }: GroupRecordOptions) {
		this.id = id;
		this.subject = subject;
		this.subjectBy = owner;
		this.owner = owner;
		this.mode = mode;
		this.#roles.set(owner, 'superadmin');
		for (const member of members) if (member !== owner) this.#roles.set(member, 'member');
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

	renewInvite(): void {
		this.inviteCode = newInviteCode();
	}

	toString(): string {
		return this.id;
	}
}

/** As long as WhatsApp's, and starting alike. */
export function newGroupId(): string {
	const digits = randomBytes(8).readBigUInt64BE().toString().padStart(12, '0').slice(-12);
	return formatJid(`120363${digits}`, GROUP);
}

function newInviteCode(): string {
	return randomBytes(16).toString('base64url');
}
