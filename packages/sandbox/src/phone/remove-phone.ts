import { forgetPerson } from '../people/forget-person.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';

/** A number goes with its phone: it leaves its groups, and its linked devices are unlinked. */
export function removePhone(world: World, account: Account): void {
	for (const group of world.groups.of(account)) world.groupChanges.leave(group, account);
	for (const device of [...account.devices.values()]) world.linking.unlink(device);
	account.phone.close();
	forgetPerson(world, account);
	world.accounts.remove(account);
	world.events.publish('phone.removed', { phoneNumber: account.phone.phoneNumber });
}
