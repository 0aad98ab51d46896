import type { GroupRecord } from '../state/group-record.js';
import { children, stanza, type Stanza } from '../stanza/stanza.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

const XMLNS = 'w:g2';

/** A query about groups, told apart by its first child (Baileys Socket/groups.js). */
export function groupRoute(first: string, handle: (context: DeviceContext) => void): Route {
	return forDevice({ tag: 'iq', xmlns: XMLNS, child: first }, handle);
}

type InGroup = (context: DeviceContext, group: GroupRecord) => void;

/** Answers 404 when there is no such group, and 403 to those who are not in it. */
export function inGroup(handle: InGroup): (context: DeviceContext) => void {
	return withGroup((context, group) => {
		if (group.has(context.device.account)) handle(context, group);
		else forbid(context);
	});
}

/** The same for admins alone. */
export function asAdmin(handle: InGroup): (context: DeviceContext) => void {
	return withGroup((context, group) => {
		if (group.isAdmin(context.device.account)) handle(context, group);
		else forbid(context);
	});
}

/** For whoever asks. */
export function withGroup(handle: InGroup): (context: DeviceContext) => void {
	return (context) => {
		const group = context.world.groups.byId(context.stanza.attrs['to']);
		if (group) handle(context, group);
		else context.connection.answerError(context.stanza, 404, 'item-not-found');
	};
}

/** What the query asks: its first child. */
export function asked({ stanza: query }: DeviceContext): Stanza {
	return children(query)[0] ?? stanza('nothing');
}

/** The people named in it. */
export function participantsIn(context: DeviceContext, within: Stanza) {
	return children(within, 'participant').map(({ attrs }) => {
		const jid = attrs['jid'] ?? '';
		return { jid, account: context.world.accounts.byJid(jid) };
	});
}

export function forbid({ connection, stanza: query }: DeviceContext): void {
	connection.answerError(query, 403, 'forbidden');
}
