import { LID, PN } from '../stanza/jid.js';
import { stanza } from '../stanza/stanza.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';

/** Clients keep device lists for minutes; this tells those who may hold an old one. */
export class DeviceNotices {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	/** A device came or went: the account's other devices and its chat partners learn it, nobody else. */
	announce(change: 'add' | 'remove', device: LinkedDevice): void {
		this.#toOwnDevices(change, device);
		this.#toPartners(device);
	}

	#toOwnDevices(change: 'add' | 'remove', device: LinkedDevice): void {
		const { account } = device;
		const listed = stanza('device', { jid: device.jid(PN), 'key-index': device.id });
		const list = stanza('key-index-list', { ts: this.#world.clock.unixTime() });
		const notice = stanza(change, { device_hash: '2:sandbox' }, [listed, list]);
		for (const other of account.devices.values()) {
			if (other !== device) this.#notify(other, account.jid(PN), {}, [notice]);
		}
	}

	/** The client's cache is keyed by the user part, so both jids are named. */
	#toPartners(device: LinkedDevice): void {
		const { account } = device;
		const jids = [device.jid(PN), device.jid(LID)].map((jid) => stanza('device', { jid }));
		const update = stanza('update', { hash: '2:sandbox' }, jids);
		for (const partner of account.partners) {
			for (const other of partner.devices.values()) {
				this.#notify(other, account.jid(PN), { lid: account.jid(LID) }, [update]);
			}
		}
	}

	#notify(
		to: LinkedDevice,
		from: string,
		more: Record<string, string>,
		content: ReturnType<typeof stanza>[],
	): void {
		const id = this.#world.ids.next();
		const attrs = { id, from, type: 'devices', t: this.#world.clock.unixTime(), ...more };
		this.#world.delivery.toDevice(to, stanza('notification', attrs, content));
	}
}
