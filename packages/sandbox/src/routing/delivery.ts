import { blocks } from '../people/visibility.js';
import { toE164 } from '../phone-number.js';
import { showTyping } from '../phone/shown-typing.js';
import { SERVER_JID, type Addressing } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { Endpoint } from '../state/accounts.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';

/** Hands stanzas to devices: to the phone, to a live connection, or into the mailbox. */
export class Delivery {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	to({ account, device }: Endpoint, outgoing: Stanza): void {
		if (device) this.toDevice(device, outgoing);
		else account.phone.receive(outgoing);
	}

	toDevice(device: LinkedDevice, outgoing: Stanza): void {
		const { connection, mailbox } = device;
		this.#world.delivered.note(device, outgoing);
		if (connection?.receiving && !mailbox.isHeld) {
			mailbox.sent(outgoing);
			connection.send(outgoing);
		} else {
			mailbox.keep(outgoing);
		}
	}

	/** Sends what was held back. */
	release(device: LinkedDevice): void {
		for (const waiting of device.mailbox.takeBacklog()) this.toDevice(device, waiting);
	}

	/** Typing is shown now or never: it is not kept for devices that are away. */
	typing(typist: Account, to: Account, addressing: Addressing, content: Stanza['content']): void {
		if (blocks(to, typist)) return;
		const shownAs = this.#world.chatAddressing.of(typist, to, addressing);
		const shown = stanza('chatstate', { from: typist.jid(shownAs) }, content);
		for (const device of to.devices.values()) device.connection?.send(shown);
		showTyping(this.#world, typist, to, toE164(typist.number), content);
	}

	/** The same for the other members of a group. */
	typingInGroup(typist: Account, groupId: string | undefined, content: Stanza['content']): void {
		const group = this.#world.groups.byId(groupId);
		if (!group?.has(typist)) return;
		const attrs = { from: group.id, participant: group.jidOf({ account: typist }) };
		const shown = stanza('chatstate', attrs, content);
		const others = group.members().filter((member) => member !== typist);
		for (const other of others) {
			for (const device of other.devices.values()) device.connection?.send(shown);
			showTyping(this.#world, typist, other, group.id, content);
		}
	}

	/** Receipts to clients are late by `receiptDelayMs`. */
	receipt(to: Endpoint, receipt: Stanza): void {
		const delay = to.device ? this.#world.settings.current.receiptDelayMs : 0;
		this.#world.timers.after(delay, () => this.to(to, receipt));
	}

	/**
	 * What a client gets after `<iq xmlns=passive><active>`: a preview of the backlog, the backlog
	 * with `offline`, and always `<ib><offline count>`, for which the client waits.
	 */
	backlog(device: LinkedDevice): void {
		const { connection } = device;
		if (!connection) return;
		const backlog = device.mailbox.takeBacklog();
		if (backlog.length > 0) connection.send(stanza('ib', {}, [preview(backlog)]));
		for (const waiting of backlog) {
			device.mailbox.sent(waiting);
			connection.send({ ...waiting, attrs: { ...waiting.attrs, offline: '0' } });
		}
		connection.send(stanza('ib', {}, [stanza('offline', { count: backlog.length })]));
		connection.receiving = true;
	}
}

/** A notification of the server itself. */
export function serverNotification(id: string, type: string, t: number, content: Stanza[]): Stanza {
	return stanza('notification', { id, from: SERVER_JID, type, t }, content);
}

function preview(backlog: readonly Stanza[]): Stanza {
	const count = (tag: string) => backlog.filter((each) => each.tag === tag).length;
	return stanza('offline_preview', {
		count: backlog.length,
		message: count('message'),
		receipt: count('receipt'),
		notification: count('notification'),
		appdata: 0,
		call: 0,
	});
}
