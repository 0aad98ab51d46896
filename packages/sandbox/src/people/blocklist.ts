import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import { announceBlocklist, type Doer } from './account-notices.js';

/** From now on nothing that this person writes to the account alone comes through. */
export function block(world: World, account: Account, other: Account, { by }: Doer = {}): void {
	if (account.blocked.has(other.number)) return;
	account.blocked.add(other.number);
	announceBlocklist(world, account, other, { by, action: 'block' });
	world.events.publish('phone.changed', { phoneNumber: account.phone.phoneNumber });
}

/** What was written meanwhile does not come any more. */
export function unblock(world: World, account: Account, other: Account, { by }: Doer = {}): void {
	if (!account.blocked.delete(other.number)) return;
	announceBlocklist(world, account, other, { by, action: 'unblock' });
	world.events.publish('phone.changed', { phoneNumber: account.phone.phoneNumber });
}
