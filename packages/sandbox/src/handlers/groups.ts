import { formatGroup, participantAttrs } from '../groups/group-stanzas.js';
import type { MemberChange, Setting } from '../groups/group-changes.js';
import { child, children, stanza, textOf, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

const XMLNS = 'w:g2';

/** Groups, as Baileys Socket/groups.js asks for them. */
export const groupRoutes: readonly Route[] = [
	route('participating', listGroups),
	route('create', createGroup),
	route('query', inGroup(answerGroup)),
	route('add', inGroup(changeMembers)),
	route('remove', inGroup(changeMembers)),
	route('promote', inGroup(changeMembers)),
	route('demote', inGroup(changeMembers)),
	route('leave', leaveGroups),
	route('subject', inGroup(changeSetting)),
	route('description', inGroup(changeSetting)),
	route('announcement', inGroup(changeSetting)),
	route('not_announcement', inGroup(changeSetting)),
	route('locked', inGroup(changeSetting)),
	route('unlocked', inGroup(changeSetting)),
	route('ephemeral', inGroup(changeSetting)),
	route('not_ephemeral', inGroup(changeSetting)),
	route('member_add_mode', inGroup(changeSetting)),
	route('invite', (context) => {
		const { code } = asked(context).attrs;
		if (code === undefined) inGroup(answerInvite)(context);
		else joinByInvite(context, code);
	}),
	route('membership_approval_requests', ({ connection, stanza: query }) => {
		connection.answer(query, [stanza('membership_approval_requests', {}, [])]);
	}),
];

function route(first: string, handle: (context: DeviceContext) => void): Route {
	return forDevice({ tag: 'iq', xmlns: XMLNS, child: first }, handle);
}

type InGroup = (context: DeviceContext, group: GroupRecord) => void;

/** Answers 404 when there is no such group, and 403 to those who are not in it. */
function inGroup(handle: InGroup): (context: DeviceContext) => void {
	return (context) => {
		const { world, connection, stanza: query, device } = context;
		const group = world.groups.byId(query.attrs['to']);
		if (!group) connection.answerError(query, 404, 'item-not-found');
		else if (!group.has(device.account)) connection.answerError(query, 403, 'forbidden');
		else handle(context, group);
	};
}

function asked({ stanza: query }: DeviceContext): Stanza {
	return children(query)[0] ?? stanza('nothing');
}

function listGroups({ world, connection, stanza: query, device }: DeviceContext): void {
	const groups = world.groups.of(device.account).map(formatGroup);
	connection.answer(query, [stanza('groups', {}, groups)]);
}

function createGroup(context: DeviceContext): void {
	const { world, connection, stanza: query, device } = context;
	const { subject = '', key } = asked(context).attrs;
	const members = participants(context).flatMap(({ account }) => account ?? []);
	const group = world.groupChanges.create({ subject, owner: device.account, members });
	connection.answer(query, [formatGroup(group)]);
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
	const named = participants(context);
	const known = named.flatMap(({ account }) => account ?? []);
	const { outcomes, tell } = world.groupChanges.members(group, device.account, change, known);
	const answered = outcomes.map(({ account, error }) =>
		stanza('participant', { ...participantAttrs(group, account), error }),
	);
	const strangers = named
		.filter(({ account }) => account === undefined)
		.map(({ jid }) => stanza('participant', { jid, error: 404 }));
	connection.answer(query, [stanza(change, {}, [...answered, ...strangers])]);
	tell();
}

function mayChangeMembers(group: GroupRecord, actor: Account, change: MemberChange): boolean {
	return group.isAdmin(actor) || (change === 'add' && group.addMode === 'all_member_add');
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
		case 'member_add_mode':
			return { set: 'add-mode', mode: textOf(of) === 'admin_add' ? 'admin_add' : 'all_member_add' };
		default:
			return { set: 'ephemeral', seconds: Number(of.attrs['expiration'] ?? 0) || 0 };
	}
}

/** `get` answers the code, `set` makes a new one; both are for admins. */
function answerInvite(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	if (!group.isAdmin(device.account)) return forbid(context);
	const renew = query.attrs['type'] === 'set';
	if (renew) group.renewInvite();
	connection.answer(query, [stanza('invite', { code: group.inviteCode })]);
	if (renew) world.groupChanges.announceInvite(group, device.account);
}

/** `get` shows the group to somebody who is not in it, `set` joins it. */
function joinByInvite(context: DeviceContext, code: string): void {
	const { world, connection, stanza: query, device } = context;
	const group = world.groups.byInviteCode(code);
	if (!group) return connection.answerError(query, 406, 'not-acceptable');
	if (query.attrs['type'] === 'get') return connection.answer(query, [formatGroup(group)]);
	if (group.has(device.account)) return connection.answerError(query, 409, 'conflict');
	connection.answer(query, [stanza('group', { jid: group.id })]);
	world.groupChanges.join(group, device.account);
}

function participants(context: DeviceContext) {
	return children(asked(context), 'participant').map(({ attrs }) => {
		const jid = attrs['jid'] ?? '';
		return { jid, account: context.world.accounts.byJid(jid) };
	});
}

function forbid({ connection, stanza: query }: DeviceContext): void {
	connection.answerError(query, 403, 'forbidden');
}
