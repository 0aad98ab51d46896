import { toE164 } from '../phone-number.js';
import type { GroupMode, GroupRecord, Role } from '../state/group-record.js';

/** Somebody in a group. */
export interface GroupMember {
	/** E.164. */
	readonly phoneNumber: string;
	/** The creator is `superadmin`. */
	readonly role: Role;
}

/** How the control API and the event stream show a group. */
export interface GroupView {
	/** `…@g.us` */
	readonly id: string;
	readonly subject: string;
	readonly description: string | null;
	/** How members are addressed: by privacy address or by phone number. */
	readonly mode: GroupMode;
	/** E.164 of who created it. */
	readonly owner: string;
	/** Only admins may write. */
	readonly announcement: boolean;
	/** Only admins may change subject, description, picture and disappearing messages. */
	readonly locked: boolean;
	/** Every member may add others, or only admins. */
	readonly addMode: GroupRecord['addMode'];
	/** Admins decide who joins by the invite link. */
	readonly joinApproval: boolean;
	/** E.164 of those who have asked to join. */
	readonly requests: readonly string[];
	/** Seconds after which messages disappear; 0: never. */
	readonly disappearing: number;
	/** In the order they joined. */
	readonly members: readonly GroupMember[];
	/** ISO 8601, UTC. */
	readonly createdAt: string;
}

export function describeGroup(group: GroupRecord): GroupView {
	return {
		id: group.id,
		subject: group.subject,
		description: group.description?.body ?? null,
		mode: group.mode,
		owner: toE164(group.owner.number),
		announcement: group.announcement,
		locked: group.locked,
		addMode: group.addMode,
		joinApproval: group.admission.approval,
		requests: group.admission.requests().map(({ account }) => toE164(account.number)),
		disappearing: group.ephemeralSeconds,
		members: group.members().map((member) => ({
			phoneNumber: toE164(member.number),
			role: group.role(member) ?? 'member',
		})),
		createdAt: new Date(group.createdAt * 1000).toISOString(),
	};
}
