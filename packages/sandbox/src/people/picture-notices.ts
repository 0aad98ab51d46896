import { PN } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { notify, type Doer } from './account-notices.js';
import type { Picture } from './profile-pictures.js';
import { allows } from './visibility.js';

/**
 * Somebody has another picture, or none: tells their own linked devices, and those of chat partners
 * who may see it (Baileys Socket/messages-recv.js, `picture`).
 */
export function announcePicture(world: World, account: Account, { by }: Doer): void {
	const from = account.jid(PN);
	const change = describe(world.pictures.of(account.number), { jid: from });
	const watching = [...account.partners].filter((each) => allows(account, 'profile', each));
	for (const { devices } of [account, ...watching]) {
		for (const device of devices.values()) {
			if (device !== by) notify(world, device, { from, type: 'picture' }, change);
		}
	}
	world.events.publish('phone.changed', { phoneNumber: account.phone.phoneNumber });
}

/** The same for a group: all members hear of it, who did it included. */
export function announceGroupPicture(world: World, group: GroupRecord, actor: Account): void {
	const author = group.jidOf({ account: actor });
	const change = describe(world.pictures.of(group.id), { jid: group.id, author });
	for (const { devices } of group.members()) {
		for (const device of devices.values()) {
			notify(world, device, { from: group.id, type: 'picture' }, change);
		}
	}
}

function describe(picture: Picture | undefined, attrs: Record<string, string>): Stanza {
	return picture ? stanza('set', { ...attrs, id: picture.id }) : stanza('delete', attrs);
}
