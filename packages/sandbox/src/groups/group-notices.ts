import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { authorAttrs } from './group-stanzas.js';

/**
 * Tells linked devices what happened in a group: `<notification type=w:gp2>`. The device that did it
 * hears of it, too, after the answer to its query.
 */
export class GroupNotices {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	send(group: GroupRecord, actor: Account, content: Stanza, to: Iterable<Account>): void {
		const author = authorAttrs(group, group.jidOf({ account: actor }), actor);
		for (const account of to) {
			for (const device of account.devices.values()) {
				const id = this.#world.ids.next();
				const attrs = {
					id,
					from: group.id,
					type: 'w:gp2',
					t: this.#world.clock.unixTime(),
					notify: actor.name,
				};
				const notice = stanza('notification', { ...attrs, ...author }, [content]);
				this.#world.delivery.toDevice(device, notice);
			}
		}
	}
}
