import { blocks, isToldTo } from '../people/visibility.js';
import { addressingOf, STATUS_BROADCAST } from '../stanza/jid.js';
import { child, children, stanza, type Stanza } from '../stanza/stanza.js';
import { endpointsOf, sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import { formatCopy } from './message-fan-out.js';

/**
 * A status: each device the client names (`statusJidList`) gets the sender key for it alone and the
 * one ciphertext under that key (Baileys Socket/messages-send.js relayMessage, as in groups).
 */
export function fanOutStatus(world: World, from: Endpoint, message: Stanza): void {
	const shared = children(message, 'enc');
	for (const to of recipientsOf(message)) {
		const { jid } = to.attrs;
		const target = world.accounts.endpoint(jid);
		if (!target || sameEndpoint(target, from) || blocks(target.account, from.account)) continue;
		const participant = from.account.jid(addressingOf(jid), from.device?.id ?? 0);
		const key = child(to, 'enc');
		const encs = key ? [key, ...shared] : shared;
		const copy = formatCopy(message, from.account.name, world.clock.unixTime(), encs, {
			from: STATUS_BROADCAST,
			participant,
		});
		world.delivery.to(target, copy);
	}
}

/** Those it lists, or the one device that has asked for it again. */
function recipientsOf(message: Stanza): Stanza[] {
	const { participant } = message.attrs;
	if (participant !== undefined) return [stanza('to', { jid: participant })];
	return children(child(message, 'participants'), 'to');
}

/**
 * Receipts for a status name its author in `participant`; to the author's devices they come from
 * `status@broadcast` and name the viewer there. Views are told to those only who tell theirs.
 */
export function passStatusReceipt(world: World, from: Endpoint, receipt: Stanza): void {
	const { id, participant, type, t } = receipt.attrs;
	const author = world.accounts.byJid(participant);
	if (!author) return;
	const retry = type === 'retry';
	const isTold = isToldTo(author, from.account, type);
	const asked = world.accounts.endpoint(participant);
	const targets = retry ? (asked ? [asked] : []) : endpointsOf(isTold ? author : from.account);
	const device = retry || author === from.account ? (from.device?.id ?? 0) : 0;
	const attrs = {
		...{
			id,
			type: isTold ? type : 'read-self',
			t: t ?? world.clock.unixTime(),
			from: STATUS_BROADCAST,
		},
		participant: from.account.jid(addressingOf(participant), device),
	};
	const content = children(receipt);
	const passed = stanza('receipt', attrs, content.length > 0 ? content : undefined);
	for (const target of targets) {
		if (!sameEndpoint(target, from)) world.delivery.receipt(target, passed);
	}
}
