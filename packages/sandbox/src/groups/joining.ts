import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { newInviteCode, type GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import type { PersonalInvite } from './group-admission.js';
import type { MemberOutcome } from './group-changes.js';
import { GroupNotices } from './group-notices.js';
import { participantAttrs } from './group-stanzas.js';

/** As long as WhatsApp's. */
const INVITE_SECONDS = 3 * 86_400;

/** Why somebody does not come in: the number of the error, and its name. */
export interface Refusal {
	readonly error: number;
	readonly text: string;
}

const REFUSALS = {
	unknown: { error: 406, text: 'not-acceptable' },
	gone: { error: 410, text: 'gone' },
	member: { error: 409, text: 'conflict' },
} as const satisfies Record<string, Refusal>;

/** The group an invite link leads to. */
export function findByCode(world: World, code: string): GroupRecord | Refusal {
	const retired = world.groups.all().some(({ admission }) => admission.isRetired(code));
	return world.groups.byInviteCode(code) ?? (retired ? REFUSALS.gone : REFUSALS.unknown);
}

/** Somebody uses the invite link; where admins decide, they are asked first. */
export function joinByCode(
	world: World,
	group: GroupRecord,
	account: Account,
): 'joined' | 'requested' | Refusal {
	if (group.has(account)) return REFUSALS.member;
	if (!group.admission.approval) {
		world.groupChanges.join(group, account);
		return 'joined';
	}
	if (group.admission.request(account, world.clock.unixTime())) {
		const person = stanza('requested_user', participantAttrs(group, account));
		const attrs = { request_method: 'invite_link' };
		tellAdmins(world, group, account, stanza('created_membership_requests', attrs, [person]));
	}
	return 'requested';
}

/** Admins let people in who have asked, or do not. 404 for somebody who has not. */
export function decide(
	world: World,
	group: GroupRecord,
	actor: Account,
	decision: 'approve' | 'reject',
	accounts: readonly Account[],
): { outcomes: MemberOutcome[]; tell: () => void } {
	const outcomes = accounts.map((account) =>
		group.admission.settle(account) ? { account } : { account, error: 404 },
	);
	const decided = outcomes.flatMap(({ account, error }) => (error === undefined ? [account] : []));
	if (decision === 'approve') {
		const { tell } = world.groupChanges.members(group, actor, 'add', decided);
		return { outcomes, tell };
	}
	const tell = () => {
		if (decided.length === 0) return;
		const people = decided.map((each) => stanza('participant', participantAttrs(group, each)));
		tellAdmins(world, group, actor, stanza('revoked_membership_requests', {}, people));
	};
	return { outcomes, tell };
}

/** For somebody who cannot be added, but may come if they want to. */
export function inviteTo(world: World, group: GroupRecord, invited: Account): PersonalInvite {
	const expiresAt = world.clock.unixTime() + INVITE_SECONDS;
	const invite = { code: newInviteCode(world.random), invited, expiresAt };
	group.admission.invite(invite);
	return invite;
}

/** Somebody accepts an invitation that was for them. */
export function acceptInvite(
	world: World,
	group: GroupRecord,
	account: Account,
	code: string,
): 'joined' | Refusal {
	const invite = group.admission.invited(code);
	if (group.has(account)) return REFUSALS.member;
	if (invite?.invited !== account) return REFUSALS.unknown;
	if (invite.expiresAt <= world.clock.unixTime()) return REFUSALS.gone;
	group.admission.uninvite(account);
	world.groupChanges.join(group, account);
	return 'joined';
}

/** The link gets a new code; the old one leads nowhere. */
export function renewInviteCode(world: World, group: GroupRecord): void {
	group.admission.retire(group.inviteCode);
	group.inviteCode = newInviteCode(world.random);
}

function tellAdmins(world: World, group: GroupRecord, actor: Account, notice: Stanza): void {
	const admins = group.members().filter((member) => group.isAdmin(member));
	new GroupNotices(world).send(group, actor, notice, admins);
}
