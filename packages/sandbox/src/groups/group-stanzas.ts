import { LID, parseJid, PN } from '../stanza/jid.js';
import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';

/** `<group>` as queries and `<create>` carry it (Baileys Socket/groups.js extractGroupMetadata). */
export function formatGroup(group: GroupRecord): Stanza {
	const byLid = group.mode === 'lid';
	const attrs = {
		id: parseJid(group.id).user,
		subject: group.subject,
		s_t: group.subjectAt,
		s_o: group.jidOf({ account: group.subjectBy }),
		s_o_pn: byLid ? group.subjectBy.jid(PN) : undefined,
		creation: group.createdAt,
		creator: group.jidOf({ account: group.owner }),
		creator_pn: byLid ? group.owner.jid(PN) : undefined,
		addressing_mode: group.mode,
		size: group.members().length,
	};
	const members = group.members().map((member) => formatMember(group, member));
	return stanza('group', attrs, [...members, ...formatSettings(group)]);
}

/** `<participant>`: the jid in the group's mode, the other jid beside it, and the role of admins. */
export function formatMember(group: GroupRecord, member: Account): Stanza {
	const role = group.role(member);
	const type = role === 'member' ? undefined : role;
	return stanza('participant', { ...participantAttrs(group, member), type });
}

/** The same without the role, as notifications and answers name people. */
export function participantAttrs(group: GroupRecord, account: Account): Attrs {
	const jid = group.jidOf({ account });
	return group.mode === 'lid'
		? { jid, phone_number: account.jid(PN) }
		: { jid, lid: account.jid(LID) };
}

/** Who did something: `participant` in the group's mode, and the other jid beside it. */
export function authorAttrs(group: GroupRecord, participant: string, author: Account): Attrs {
	return {
		participant,
		addressing_mode: group.mode,
		...(group.mode === 'lid'
			? { participant_pn: author.jid(PN) }
			: { participant_lid: author.jid(LID) }),
	};
}

/** `<description>`; one that was taken away says so. */
export function formatDescription(group: GroupRecord): Stanza {
	const { description } = group;
	if (!description) return stanza('description', { delete: true });
	const { id, at, by, body } = description;
	const participant = group.jidOf({ account: by });
	const participantPn = group.mode === 'lid' ? by.jid(PN) : undefined;
	const attrs = { id, t: at, participant, participant_pn: participantPn };
	return stanza('description', attrs, [stanza('body', {}, Buffer.from(body))]);
}

export function formatEphemeral(group: GroupRecord): Stanza {
	const { ephemeralSeconds } = group;
	return ephemeralSeconds > 0
		? stanza('ephemeral', { expiration: ephemeralSeconds })
		: stanza('not_ephemeral');
}

export function formatAddMode(group: GroupRecord): Stanza {
	return stanza('member_add_mode', {}, Buffer.from(group.addMode));
}

/** Whether admins decide who joins by the invite link. */
export function formatApproval({ admission }: GroupRecord): Stanza {
	const state = admission.approval ? 'on' : 'off';
	return stanza('membership_approval_mode', {}, [stanza('group_join', { state })]);
}

function formatSettings(group: GroupRecord): Stanza[] {
	return [
		...(group.description ? [formatDescription(group)] : []),
		...(group.announcement ? [stanza('announcement')] : []),
		...(group.locked ? [stanza('locked')] : []),
		...(group.ephemeralSeconds > 0 ? [formatEphemeral(group)] : []),
		...(group.admission.approval ? [formatApproval(group)] : []),
		formatAddMode(group),
	];
}
