import { authorAttrs } from '../groups/group-stanzas.js';
import { child, children, type Stanza } from '../stanza/stanza.js';
import { sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { formatCopy } from './message-fan-out.js';

/** Writing is refused: not a member, or not an admin where only admins write. */
export const NOT_ALLOWED = 403;

/**
 * Delivers a group message: everybody gets the one ciphertext under the sender's key, and those the
 * client names also get that key, encrypted for them alone (`<participants>`).
 */
export function fanOutToGroup(
	world: World,
	group: GroupRecord,
	from: Endpoint,
	message: Stanza,
): void {
	const keys = keysByDevice(world, group, message);
	const shared = children(message, 'enc');
	const attrs = { from: group.id, ...authorAttrs(group, group.jidOf(from), from.account) };
	for (const target of targetsOf(world, group, from, message)) {
		const key = keys.get(group.jidOf(target));
		const encs = key ? [key, ...shared] : shared;
		const copy = formatCopy(message, from.account.name, world.clock.unixTime(), encs, attrs);
		world.delivery.to(target, copy);
	}
}

/** True for an answer to a retry receipt, which goes to the one device that asked. */
export function isForOneMember(message: Stanza): boolean {
	return message.attrs['participant'] !== undefined;
}

function targetsOf(world: World, group: GroupRecord, from: Endpoint, message: Stanza): Endpoint[] {
	if (!isForOneMember(message)) {
		return group.endpoints().filter((each) => !sameEndpoint(each, from));
	}
	const target = world.accounts.endpoint(message.attrs['participant']);
	return target && group.has(target.account) && !sameEndpoint(target, from) ? [target] : [];
}

/** By the jid the group uses, whichever one the client wrote. */
function keysByDevice(world: World, group: GroupRecord, message: Stanza): Map<string, Stanza> {
	const keys = new Map<string, Stanza>();
	for (const to of children(child(message, 'participants'), 'to')) {
		const enc = child(to, 'enc');
		const device = world.accounts.endpoint(to.attrs['jid']);
		if (enc && device) keys.set(group.jidOf(device), enc);
	}
	return keys;
}
