import { formatGroup, participantAttrs } from '../groups/group-stanzas.js';
import { inviteTo } from '../groups/joining.js';
import { allows } from '../people/visibility.js';
import type { World } from '../world.js';
import type { MemberChange, Setting } from '../groups/group-changes.js';
import { child, children, stanza, textOf, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import type { DeviceContext, Route } from './handler.js';
import { timerSchema } from '../state/timer-seconds.js';
import { asked, forbid, groupRoute, inGroup, participantsIn } from './in-group.js';

/** Groups, as Baileys Socket/groups.js asks for them. */
export const groupRoutes: readonly Route[] = [
	groupRoute('participating', listGroups),
	groupRoute('create', createGroup),
	groupRoute('query', inGroup(answerGroup)),
	groupRoute('add', inGroup(changeMembers)),
	groupRoute('remove', inGroup(changeMembers)),
	groupRoute('promote', inGroup(changeMembers)),
	groupRoute('demote', inGroup(changeMembers)),
	groupRoute('leave', leaveGroups),
	groupRoute('subject', inGroup(changeSetting)),
	groupRoute('description', inGroup(changeSetting)),
	groupRoute('announcement', inGroup(changeSetting)),
	groupRoute('not_announcement', inGroup(changeSetting)),
	groupRoute('locked', inGroup(changeSetting)),
	groupRoute('unlocked', inGroup(changeSetting)),
	groupRoute('ephemeral', inGroup(changeSetting)),
	groupRoute('not_ephemeral', inGroup(changeSetting)),
	groupRoute('member_add_mode', inGroup(changeSetting)),
	groupRoute('membership_approval_mode', inGroup(changeSetting)),
];

function listGroups({ world, connection, stanza: query, device }: DeviceContext): void {
	const groups = world.groups.of(device.account).map(formatGroup);
	connection.answer(query, [stanza('groups', {}, groups)]);
}

function createGroup(context: DeviceContext): void {
	const { world, connection, stanza: query, device } = context;
	const { subject = '', key } = asked(context).attrs;
	const named = participantsIn(context, asked(context)).flatMap(({ account }) => account ?? []);
	const [members, refusing] = byWill(named, device.account);
	const group = world.groupChanges.create({ subject, owner: device.account, members });
	const created = formatGroup(group);
	const refusals = refusing.map((each) => formatRefusal(world, group, each));
	connection.answer(query, [{ ...created, content: [...children(created), ...refusals] }]);
	world.groupChanges.announceNew(group, key);
}

function answerGroup({ connection, stanza: query }: DeviceContext, group: GroupRecord): void {
	connection.answer(query, [formatGroup(group)]);
}

/** Each person is answered for: without `error` the change was made. */
function changeMembers(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	const change = asked(context).tag as MemberChange;
	if (!mayChangeMembers(group, device.account, change)) return forbid(context);
	const named = participantsIn(context, asked(context));
	const known = named.flatMap(({ account }) => account ?? []);
	const asking = change === 'add' ? device.account : undefined;
	const [willing, refusing] = byWill(known, asking, group);
	const { outcomes, tell } = world.groupChanges.members(group, device.account, change, willing);
	const answered = outcomes.map(({ account, error }) =>
		stanza('participant', { ...participantAttrs(group, account), error }),
	);
	const strangers = named
		.filter(({ account }) => account === undefined)
		.map(({ jid }) => stanza('participant', { jid, error: 404 }));
	const refusals = refusing.map((each) => formatRefusal(world, group, each));
	connection.answer(query, [stanza(change, {}, [...answered, ...refusals, ...strangers])]);
	tell();
}

/** Those who let themselves be added by this person (or are there already), and the others. */
function byWill(
	people: readonly Account[],
	asking: Account | undefined,
	group?: GroupRecord,
): [Account[], Account[]] {
	const willing = people.filter(
		(each) => !asking || group?.has(each) || allows(each, 'groupadd', asking),
	);
	return [willing, people.filter((each) => !willing.includes(each))];
}

/** 403 with an invitation, which the client sends to the person as a message. */
function formatRefusal(world: World, group: GroupRecord, account: Account): Stanza {
	const { code, expiresAt: expiration } = inviteTo(world, group, account);
	const attrs = { ...participantAttrs(group, account), error: 403 };
	return stanza('participant', attrs, [stanza('add_request', { code, expiration })]);
}

function mayChangeMembers(group: GroupRecord, actor: Account, change: MemberChange): boolean {
	return change === 'add' ? group.mayAdd(actor) : group.isAdmin(actor);
}

function leaveGroups(context: DeviceContext): void {
	const { world, connection, stanza: query, device } = context;
	const named = children(asked(context), 'group');
	connection.answer(query, [stanza('leave', {}, named)]);
	for (const { attrs } of named) {
		const group = world.groups.byId(attrs['id']);
		if (group?.has(device.account)) world.groupChanges.leave(group, device.account);
	}
}

/** Open to all members in a group that is not locked; the others are for admins. */
const FOR_MEMBERS = new Set<Setting['set']>(['subject', 'description', 'ephemeral']);

function changeSetting(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	const setting = parseSetting(asked(context));
	const open = FOR_MEMBERS.has(setting.set) && !group.locked;
	if (!open && !group.isAdmin(device.account)) return forbid(context);
	connection.answer(query);
	world.groupChanges.change(group, device.account, setting);
}

/** What no timer can be counts as none. */
function secondsOf({ attrs }: Stanza): number {
	return timerSchema.safeParse(Number(attrs['expiration'])).data ?? 0;
}

function parseSetting(of: Stanza): Setting {
	switch (of.tag) {
		case 'subject':
			return { set: 'subject', subject: textOf(of) ?? '' };
		case 'description': {
			const body = of.attrs['delete'] === 'true' ? undefined : (textOf(child(of, 'body')) ?? '');
			return { set: 'description', id: of.attrs['id'] ?? '', body };
		}
		case 'announcement':
		case 'not_announcement':
			return { set: 'announcement', on: of.tag === 'announcement' };
		case 'locked':
		case 'unlocked':
			return { set: 'locked', on: of.tag === 'locked' };
		case 'membership_approval_mode':
			return { set: 'approval', on: child(of, 'group_join')?.attrs['state'] === 'on' };
		case 'member_add_mode':
			return { set: 'add-mode', mode: textOf(of) === 'admin_add' ? 'admin_add' : 'all_member_add' };
		default:
			return { set: 'ephemeral', seconds: secondsOf(of) };
	}
}
