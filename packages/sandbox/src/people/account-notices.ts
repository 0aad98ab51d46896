import { LID, PN } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';

/** What one device of an account has done, its other linked devices hear of. */
export interface Doer {
	/** The linked device that did it; undefined: the phone. */
	readonly by?: LinkedDevice | undefined;
}

/** Others are blocked, or no more (Baileys Socket/messages-recv.js, account_sync). */
export function announceBlocklist(
	world: World,
	account: Account,
	other: Account,
	{ by, action }: Doer & { readonly action: 'block' | 'unblock' },
): void {
	const item = stanza('item', { action, jid: other.jid(LID), pn_jid: other.jid(PN) });
	syncAccount(world, account, stanza('blocklist', { action: 'modify' }, [item]), by);
}

/** How long messages in new chats live (same place). */
export function announceDefaultTimer(world: World, account: Account, { by }: Doer): void {
	const { seconds: duration, at: t } = account.defaultTimer;
	syncAccount(world, account, stanza('disappearing_mode', { duration, t }), by);
}

function syncAccount(
	world: World,
	account: Account,
	content: Stanza,
	by: LinkedDevice | undefined,
): void {
	for (const device of account.devices.values()) {
		if (device === by) continue;
		notify(world, device, { from: account.jid(PN), type: 'account_sync' }, content);
	}
}

/** Gives a linked device a notification. */
export function notify(
	world: World,
	to: LinkedDevice,
	{ from, type }: { readonly from: string; readonly type: string },
	content: Stanza,
): void {
	const attrs = { id: world.ids.next(), from, type, t: world.clock.unixTime() };
	world.delivery.toDevice(to, stanza('notification', attrs, [content]));
}
