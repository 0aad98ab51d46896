import { stanza } from '../stanza/stanza.js';
import type { Endpoint } from '../state/accounts.js';
import type { KeyBundle } from '../state/key-bundle.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';
import { serverNotification } from './delivery.js';

/** Below this many one-time keys the server asks a device for more. */
const LOW = 5;

/** Hands out key bundles; a one-time key is handed out once. */
export class KeyBundles {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	async of({ account, device }: Endpoint): Promise<KeyBundle> {
		if (!device) return account.phone.issueBundle();
		const { registrationId, identity, signedKey, oneTimeKeys } = device.keys;
		const [oneTimeKey] = oneTimeKeys.values();
		if (oneTimeKey) oneTimeKeys.delete(oneTimeKey.id);
		this.#noticeLow(device);
		return { registrationId, identity, signedKey, ...(oneTimeKey && { oneTimeKey }) };
	}

	/** Strangers have opened Signal sessions until only so many one-time keys are left. */
	spend(device: LinkedDevice, left: number): void {
		const { oneTimeKeys } = device.keys;
		for (const id of oneTimeKeys.keys()) {
			if (oneTimeKeys.size <= left) break;
			oneTimeKeys.delete(id);
		}
		this.#noticeLow(device);
	}

	#noticeLow(device: LinkedDevice): void {
		const left = device.keys.oneTimeKeys.size;
		if (left >= LOW || device.lowKeysNoticed || !device.connection?.receiving) return;
		device.lowKeysNoticed = true;
		const count = stanza('count', { value: left });
		const id = this.#world.ids.next();
		this.#world.delivery.toDevice(
			device,
			serverNotification(id, 'encrypt', this.#world.clock.unixTime(), [count]),
		);
	}
}
