import { isToldTo } from '../people/visibility.js';
import { addressingOf, isGroup, LID, STATUS_BROADCAST } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { endpointsOf, sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import { GroupReceipts } from './group-receipts.js';
import { passStatusReceipt } from './status-fan-out.js';
import { outgoingType } from './receipt-type.js';

/** Receipts between an account's own devices and the server. */
const STOPS_AT_SERVER = new Set(['peer_msg', 'hist_sync', 'server-error']);

/** Takes receipts from devices and passes them to the devices that must see them. */
export class ReceiptRouter {
	readonly #world: World;
	readonly #inGroup: GroupReceipts;

	constructor(world: World) {
		this.#world = world;
		this.#inGroup = new GroupReceipts(world);
	}

	route(from: Endpoint, receipt: Stanza): void {
		const { type, to } = receipt.attrs;
		if (type !== undefined && STOPS_AT_SERVER.has(type)) return;
		if (isGroup(to)) return this.#inGroup.route(from, receipt);
		if (to === STATUS_BROADCAST) return passStatusReceipt(this.#world, from, receipt);
		const target = this.#world.accounts.byJid(to);
		if (!target) return;
		if (type === 'retry') this.#askAgain(from, receipt);
		else if (target === from.account) this.#toOwnDevices(from, receipt);
		else this.#toOtherSide(from, receipt, target);
	}

	/** "I could not open this": goes to the one device that sent it, with the device that asks. */
	#askAgain(from: Endpoint, receipt: Stanza): void {
		const target = this.#world.accounts.endpoint(receipt.attrs['to']);
		if (!target || sameEndpoint(target, from)) return;
		this.#world.messages.expectAgain(receipt.attrs['id'] ?? '');
		const { recipient } = receipt.attrs;
		this.#pass(target, receipt, this.#jid(from, receipt, true), { recipient });
	}

	/** `sender`: an own device took its copy. `read-self`: the chat was read elsewhere. */
	#toOwnDevices(from: Endpoint, receipt: Stanza): void {
		const { recipient } = receipt.attrs;
		for (const other of endpointsOf(from.account)) {
			if (sameEndpoint(other, from)) continue;
			this.#pass(other, receipt, this.#jid(from, receipt, true), { recipient });
		}
	}

	#toOtherSide(from: Endpoint, receipt: Stanza, other: Account): void {
		const addressing = this.#world.messages.addressing.of(receipt.attrs['id']);
		const { movedToLid } = from.account;
		const sender = from.account.jid(
			movedToLid ? LID : (addressing ?? addressingOf(receipt.attrs['to'])),
		);
		const told = isToldTo(other, from.account, receipt.attrs['type']) ? endpointsOf(other) : [];
		for (const target of told) this.#pass(target, receipt, sender);
		if (receipt.attrs['type'] === 'read' || receipt.attrs['type'] === 'read-self') {
			this.#tellOwnDevices(from, receipt);
		}
	}

	#tellOwnDevices(from: Endpoint, receipt: Stanza): void {
		const recipient = receipt.attrs['to'];
		for (const other of endpointsOf(from.account)) {
			if (sameEndpoint(other, from)) continue;
			this.#pass(other, receipt, this.#jid(from, receipt, false), { recipient, type: 'read-self' });
		}
	}

	#jid(from: Endpoint, receipt: Stanza, withDevice: boolean): string {
		const device = withDevice ? (from.device?.id ?? 0) : 0;
		return from.account.jid(addressingOf(receipt.attrs['to']), device);
	}

	#pass(
		target: Endpoint,
		receipt: Stanza,
		from: string,
		more: { recipient?: string | undefined; type?: string } = {},
	): void {
		const { id, t } = receipt.attrs;
		const type = more.type ?? outgoingType(receipt.attrs['type']);
		const attrs = {
			id,
			from,
			type,
			t: t ?? this.#world.clock.unixTime(),
			recipient: more.recipient,
		};
		const content = Array.isArray(receipt.content) ? receipt.content : undefined;
		this.#world.delivery.receipt(target, stanza('receipt', attrs, content));
	}
}
