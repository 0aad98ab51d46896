import type { Clock } from '../clock.js';
import { stanza } from '../stanza/stanza.js';
import type { Account, Restriction } from '../state/account.js';
import type { World } from '../world.js';
import { serverNotification } from './delivery.js';

/** WhatsApp's number for "you may not write to new people now". */
export const RESTRICTED = 463;

/** Whether a message to this account is one to a new person, while the sender may not write to those. */
export function isRestricted(clock: Clock, sender: Account, to: Account): boolean {
	return sender !== to && activeRestriction(clock, sender) !== null && !sender.partners.has(to);
}

/** As Baileys asks for it (Socket/socket.js, fetchAccountReachoutTimelock). */
export function describeRestriction(clock: Clock, account: Account): Record<string, unknown> {
	const restriction = activeRestriction(clock, account);
	if (!restriction) return { is_active: false };
	const ends =
		restriction.until === null ? {} : { time_enforcement_ends: seconds(restriction.until) };
	return { is_active: true, enforcement_type: 'DEFAULT', ...ends };
}

/** Tells an account's linked devices (Baileys Socket/messages-recv.js, handleMexNotification). */
export function announceRestriction(world: World, account: Account): void {
	const data = { xwa2_notify_account_reachout_timelock: describeRestriction(world.clock, account) };
	const update = stanza(
		'update',
		{ op_name: 'NotificationUserReachoutTimelockUpdate' },
		Buffer.from(JSON.stringify({ data })),
	);
	for (const device of account.devices.values()) {
		const notice = serverNotification(world.ids.next(), 'mex', world.clock.unixTime(), [update]);
		world.delivery.toDevice(device, notice);
	}
}

function activeRestriction(clock: Clock, { restriction }: Account): Restriction | null {
	if (restriction?.until && restriction.until.getTime() <= clock.now()) return null;
	return restriction;
}

function seconds(date: Date): string {
	return String(Math.floor(date.getTime() / 1000));
}
