import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';

/** A number is taken away: nothing of the person waits to come back with the number. */
export function forgetPerson(world: World, account: Account): void {
	world.pictures.remove(account.number);
	world.keptMedia.remove(toE164(account.number));
	world.presence.remove(account);
	world.chatAddressing.remove(account);
	for (const other of world.accounts.all()) other.tokens.forget(account.number);
	for (const { admission } of world.groups.all()) {
		admission.settle(account);
		admission.uninvite(account);
	}
}
