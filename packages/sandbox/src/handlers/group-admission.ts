import { formatGroup, participantAttrs } from '../groups/group-stanzas.js';
import {
	acceptInvite,
	decide,
	findByCode,
	joinByCode,
	renewInviteCode,
	type Refusal,
} from '../groups/joining.js';
import { child, children, stanza } from '../stanza/stanza.js';
import { GroupRecord } from '../state/group-record.js';
import type { DeviceContext, Route } from './handler.js';
import { asAdmin, asked, groupRoute, participantsIn, withGroup } from './in-group.js';

/** Ways into a group: the invite link, requests to join, and invitations for one person. */
export const groupAdmissionRoutes: readonly Route[] = [
	groupRoute('invite', (context) => {
		const { code } = asked(context).attrs;
		if (code === undefined) asAdmin(answerInvite)(context);
		else answerCode(context, code);
	}),
	groupRoute('membership_approval_requests', asAdmin(listRequests)),
	groupRoute('membership_requests_action', asAdmin(decideRequests)),
	groupRoute('accept', withGroup(accept)),
	groupRoute('revoke', asAdmin(revoke)),
];

/** `get` answers the code, `set` makes a new one. */
function answerInvite(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	const renew = query.attrs['type'] === 'set';
	if (renew) renewInviteCode(world, group);
	connection.answer(query, [stanza('invite', { code: group.inviteCode })]);
	if (renew) world.groupChanges.announceInvite(group, device.account);
}

/**
 * `get` shows the group to somebody who is not in it, `set` joins it. Where admins decide, the answer
 * has no `<group>`, and Baileys returns no jid.
 */
function answerCode(context: DeviceContext, code: string): void {
	const { world, connection, stanza: query, device } = context;
	const found = findByCode(world, code);
	if (!(found instanceof GroupRecord)) return refuse(context, found);
	if (query.attrs['type'] === 'get') return connection.answer(query, [formatGroup(found)]);
	const outcome = joinByCode(world, found, device.account);
	if (typeof outcome !== 'string') return refuse(context, outcome);
	const tag = outcome === 'joined' ? 'group' : 'membership_approval_request';
	connection.answer(query, [stanza(tag, { jid: found.id })]);
}

function listRequests({ connection, stanza: query }: DeviceContext, group: GroupRecord): void {
	const requests = group.admission.requests().map(({ account, at }) => {
		const attrs = { request_method: 'invite_link', request_time: at };
		return stanza('membership_approval_request', { ...participantAttrs(group, account), ...attrs });
	});
	connection.answer(query, [stanza('membership_approval_requests', {}, requests)]);
}

function decideRequests(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	const action = children(asked(context))[0] ?? stanza('reject');
	const decision = action.tag === 'approve' ? 'approve' : 'reject';
	const people = participantsIn(context, action).flatMap(({ account }) => account ?? []);
	const { outcomes, tell } = decide(world, group, device.account, decision, people);
	const answered = outcomes.map(({ account, error }) =>
		stanza('participant', { ...participantAttrs(group, account), error }),
	);
	const content = [stanza(action.tag, {}, answered)];
	connection.answer(query, [stanza('membership_requests_action', {}, content)]);
	tell();
}

function accept(context: DeviceContext, group: GroupRecord): void {
	const { world, connection, stanza: query, device } = context;
	const code = child(query, 'accept')?.attrs['code'] ?? '';
	const outcome = acceptInvite(world, group, device.account, code);
	if (outcome === 'joined') connection.answer(query);
	else refuse(context, outcome);
}

/** An invitation for one person is taken back. */
function revoke(context: DeviceContext, group: GroupRecord): void {
	for (const { account } of participantsIn(context, asked(context))) {
		if (account) group.admission.uninvite(account);
	}
	context.connection.answer(context.stanza);
}

function refuse({ connection, stanza: query }: DeviceContext, { error, text }: Refusal): void {
	connection.answerError(query, error, text);
}
