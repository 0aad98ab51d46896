import { children, stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import { endpointsOf, sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { outgoingType } from './receipt-type.js';

/**
 * Receipts for group messages. Each names the author in `participant`; what reaches the author's
 * devices comes from the group and names the reader there instead.
 */
export class GroupReceipts {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	route(from: Endpoint, receipt: Stanza): void {
		const { to, participant, type } = receipt.attrs;
		const group = this.#world.groups.byId(to);
		const author = this.#world.accounts.byJid(participant);
		if (!group || !author) return;
		if (type === 'retry') this.#askAgain(group, from, receipt);
		else if (author === from.account) this.#toOwnDevices(group, from, receipt);
		else {
			// A client that does not tell what it reads says `read-self`: to its own devices.
			const told = type === 'read-self' ? [] : endpointsOf(author);
			this.#pass(told, from, receipt, { ...reader(group, from), type });
			if (type === 'read' || type === 'read-self') this.#tellOwnDevices(group, from, receipt);
		}
	}

	/** "I could not open this": to the one device that wrote it, with the device that asks. */
	#askAgain(group: GroupRecord, from: Endpoint, receipt: Stanza): void {
		const target = this.#world.accounts.endpoint(receipt.attrs['participant']);
		if (!target || !group.has(from.account)) return;
		this.#world.messages.expectAgain(receipt.attrs['id'] ?? '');
		const participant = group.jidOf(from);
		this.#pass([target], from, receipt, { from: group.id, participant, type: 'retry' });
	}

	/** `sender`: an own device took its copy. */
	#toOwnDevices(group: GroupRecord, from: Endpoint, receipt: Stanza): void {
		const { type } = receipt.attrs;
		const attrs = { from: group.id, participant: group.jidOf(from), type };
		this.#pass(endpointsOf(from.account), from, receipt, attrs);
	}

	/** The group was read on another device of the same account. */
	#tellOwnDevices(group: GroupRecord, from: Endpoint, receipt: Stanza): void {
		const attrs = { ...reader(group, from), recipient: group.id, type: 'read-self' };
		this.#pass(endpointsOf(from.account), from, receipt, attrs);
	}

	#pass(targets: readonly Endpoint[], from: Endpoint, receipt: Stanza, attrs: Attrs): void {
		const { id, t } = receipt.attrs;
		const type = outgoingType(attrs['type'] as string | undefined);
		const content = children(receipt);
		const passed = stanza(
			'receipt',
			{ id, t: t ?? this.#world.clock.unixTime(), ...attrs, type },
			content.length > 0 ? content : undefined,
		);
		for (const target of targets) {
			if (!sameEndpoint(target, from)) this.#world.delivery.receipt(target, passed);
		}
	}
}

/** The reader as a person, without the device. */
function reader(group: GroupRecord, { account }: Endpoint): Attrs {
	return { from: group.id, participant: group.jidOf({ account }) };
}
