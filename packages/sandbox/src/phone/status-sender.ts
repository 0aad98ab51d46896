import { senderKeyMessage, type OutgoingMessage } from '../baileys/outgoing.js';
import type { proto } from '../baileys/protocol.js';
import { PN, STATUS_BROADCAST } from '../stanza/jid.js';
import { stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { endpointsOf, sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import type { PhoneCipher } from './phone-cipher.js';

/**
 * Sends a status as a client does (Baileys Socket/messages-send.js relayMessage): under a sender key,
 * which every device of the audience gets with each status. Own linked devices get it, too.
 */
export async function sendStatus(
	world: World,
	account: Account,
	cipher: PhoneCipher,
	{ message, mediaType, type }: OutgoingMessage,
	{ id, to }: { readonly id: string; readonly to: readonly Account[] },
): Promise<void> {
	const self: Endpoint = { account, device: undefined };
	const targets = [...new Set([account, ...to])]
		.flatMap(endpointsOf)
		.filter((each) => !sameEndpoint(each, self));
	const attrs = { mediatype: mediaType };
	const { enc, senderKey } = await cipher.sealForGroup(STATUS_BROADCAST, self, message, attrs);
	const keys = [];
	for (const target of targets) {
		const sealed = await cipher.seal(target, senderKeyMessage(STATUS_BROADCAST, senderKey));
		const jid = target.account.jid(PN, target.device?.id ?? 0);
		keys.push(stanza('to', { jid }, [sealed]));
	}
	const content = [stanza('participants', {}, keys), enc];
	world.messages.route(self, stanza('message', { id, to: STATUS_BROADCAST, type }, content));
}

/** Sends a status once more to the one device that could not open it, with the sender key. */
export async function sendStatusAgain(
	world: World,
	account: Account,
	cipher: PhoneCipher,
	message: proto.IMessage,
	{ id, target, count }: { readonly id: string; readonly target: Endpoint; readonly count: number },
): Promise<void> {
	const self: Endpoint = { account, device: undefined };
	const senderKey = await cipher.senderKey(STATUS_BROADCAST, self);
	const content = { ...message, ...senderKeyMessage(STATUS_BROADCAST, senderKey) };
	const enc = await cipher.seal(target, content, { count }, true);
	const participant = target.account.jid(PN, target.device?.id ?? 0);
	const attrs = { id, to: STATUS_BROADCAST, participant, type: 'text' };
	world.messages.route(self, stanza('message', attrs, [enc]));
}
