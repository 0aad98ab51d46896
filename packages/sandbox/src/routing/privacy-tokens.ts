import { randomBytes } from 'node:crypto';
import { LID, PN } from '../stanza/jid.js';
import { bytesOf, child, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import { isDirect } from './message-fan-out.js';

const TOKEN_BYTES = 16;

/**
 * An account writes to somebody and with that trusts them: their linked devices get a token, which
 * they send along with what they write back (Baileys Utils/tc-token-utils.js, Socket/messages-recv.js
 * handlePrivacyTokenNotification).
 *
 * @param at - Unix seconds, as the client that issues it says.
 */
export function issueToken(world: World, from: Account, to: Account, at: number): void {
	if (from === to) return;
	const issued = { token: randomBytes(TOKEN_BYTES), at };
	from.tokens.issue(to.number, issued);
	for (const device of to.devices.values()) {
		const attrs = { jid: device.jid(PN), t: at, type: 'trusted_contact' };
		const tokens = stanza('tokens', {}, [stanza('token', attrs, issued.token)]);
		const sender = { from: from.jid(PN), sender_lid: from.jid(LID) };
		const about = { id: world.ids.next(), type: 'privacy_token', t: world.clock.unixTime() };
		world.delivery.toDevice(device, stanza('notification', { ...about, ...sender }, [tokens]));
	}
}

/** A phone trusts whom it writes to, once; clients ask for it themselves, and again each week. */
export function trustFromPhone(world: World, { account, device }: Endpoint, to: Account): void {
	if (device || account.tokens.for(to.number)) return;
	issueToken(world, account, to, world.clock.unixTime());
}

/** Whether the rule `acceptsFrom` of the receiving phone lets this message through. */
export function isAccepted({ account, device }: Endpoint, to: Account, message: Stanza): boolean {
	const { acceptsFrom } = to.phone.rules;
	// What is sent again to one device was accepted before, and carries no token (Socket/messages-send.js).
	if (acceptsFrom === 'everyone' || account === to || isDirect(message)) return true;
	const issued = to.tokens.for(account.number);
	if (acceptsFrom === 'known' || !device) return issued !== undefined;
	return (
		issued !== undefined && (bytesOf(child(message, 'tctoken'))?.equals(issued.token) ?? false)
	);
}
