import type { OutgoingMessage } from '../baileys/outgoing.js';
import type { proto } from '../baileys/protocol.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import type { RandomSource } from '../random.js';
import type { Addressing } from '../stanza/jid.js';
import { addressingOf } from '../stanza/jid.js';
import { child, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { endpointsOf, sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';
import { RESTRICTED } from '../routing/restriction.js';
import { GroupSender, metaOf, type SenderKeyHolders } from './group-sender.js';
import type { PhoneCipher } from './phone-cipher.js';
import { findRecipient, type PersonRecipient, type Recipient } from './recipient.js';

const KEPT = 1_000;
/** As often as WhatsApp's own clients answer a retry receipt for one message. */
const MAX_RETRIES = 5;

interface SentMessage {
	/** Jid of the chat. */
	readonly to: string;
	readonly outgoing: OutgoingMessage;
}

export interface PhoneSenderSnapshot {
	/** By message id. */
	readonly sent: readonly (readonly [string, SentMessage])[];
	readonly senderKeyHolders: SenderKeyHolders;
}

/** Sends a phone's messages the way a client does: one ciphertext per device, through the same router. */
export class PhoneSender {
	readonly #world: World;
	readonly #self: Endpoint;
	readonly #cipher: PhoneCipher;
	readonly #groups: GroupSender;
	readonly #sent = new Map<string, SentMessage>();

	constructor(world: World, account: Account, cipher: PhoneCipher) {
		this.#world = world;
		this.#self = { account, device: undefined };
		this.#cipher = cipher;
		this.#groups = new GroupSender(world, this.#self, cipher);
	}

	/** Encrypts for all devices concerned and hands the message to the server. */
	async send(to: Recipient, outgoing: OutgoingMessage, id: string): Promise<void> {
		this.#remember(id, { to: to.jid, outgoing });
		const { error } =
			to.kind === 'group'
				? await this.#groups.send(to.group, outgoing, id)
				: await this.#sendToPerson(to, outgoing, id);
		if (error !== undefined) throw this.#refusal(to, error);
	}

	/** A message as it left this phone, one of the last 1,000. */
	sentMessage(id: string): proto.IMessage | undefined {
		return this.#sent.get(id)?.outgoing.message;
	}

	/** A device could not open a message: sends it again to that device, under a fresh Signal session. */
	async answerRetry(receipt: Stanza): Promise<void> {
		const { id = '', from, participant } = receipt.attrs;
		const sent = this.#sent.get(id);
		const target = this.#world.accounts.endpoint(participant ?? from);
		const count = Number(child(receipt, 'retry')?.attrs['count'] ?? 1);
		if (!sent || !target || count > MAX_RETRIES) return;
		const { outgoing } = sent;
		const to = findRecipient(this.#world, sent.to);
		if (to.kind === 'group') await this.#groups.sendAgain(to.group, target, outgoing, id, count);
		else await this.#sendAgainToPerson(to, target, outgoing, id, count);
	}

	/** A peer message to an own linked device. Resolves when the client has taken it. */
	async sendPeer(device: LinkedDevice, protocolMessage: proto.Message.IProtocolMessage) {
		const { account } = this.#self;
		const enc = await this.#cipher.seal({ account, device }, { protocolMessage });
		const id = newMessageId(this.#world.random);
		const taken = new Promise<void>((resolve) => device.awaitedPeerReceipts.set(id, resolve));
		const attrs = {
			id,
			from: account.jid(addressingOf(undefined)),
			type: 'text',
			category: 'peer',
			t: this.#world.clock.unixTime(),
			notify: account.name,
		};
		this.#world.delivery.toDevice(device, stanza('message', attrs, [enc]));
		return { taken };
	}

	toSnapshot(): PhoneSenderSnapshot {
		return { sent: [...this.#sent], senderKeyHolders: this.#groups.toSnapshot() };
	}

	restore({ sent, senderKeyHolders }: PhoneSenderSnapshot): void {
		for (const [id, message] of sent) this.#sent.set(id, message);
		this.#groups.restore(senderKeyHolders);
	}

	async #sendToPerson(to: PersonRecipient, outgoing: OutgoingMessage, id: string) {
		const copies: Stanza[] = [];
		for (const target of this.#targets(to.account)) {
			const jid = jidOf(target, to.addressing);
			copies.push(stanza('to', { jid }, [await this.#seal(target, to, outgoing)]));
		}
		const attrs = { id, to: to.jid, type: outgoing.type, edit: outgoing.edit };
		const participants = stanza('participants', {}, copies);
		const message = stanza('message', attrs, [participants, ...metaOf(outgoing)]);
		return this.#world.messages.route(this.#self, message);
	}

	async #sendAgainToPerson(
		to: PersonRecipient,
		target: Endpoint,
		outgoing: OutgoingMessage,
		id: string,
		count: number,
	): Promise<void> {
		const enc = await this.#seal(target, to, outgoing, { count }, true);
		const recipient = target.account === this.#self.account ? to.jid : undefined;
		const { type, edit } = outgoing;
		const attrs = { id, to: jidOf(target, to.addressing), type, edit, recipient };
		this.#world.messages.route(this.#self, stanza('message', attrs, [enc]));
	}

	#refusal(to: Recipient, error: number): SandboxError {
		if (error === RESTRICTED) {
			const who = toE164(this.#self.account.number);
			const message = `${who} may not write to new people now, or ${to.chat} takes nothing from it.`;
			return new SandboxError('ACCOUNT_RESTRICTED', message);
		}
		if (to.kind === 'person') {
			return new SandboxError('RECIPIENT_NOT_ON_WHATSAPP', `${to.chat} is not on WhatsApp.`);
		}
		const who = toE164(this.#self.account.number);
		return to.group.has(this.#self.account)
			? new SandboxError('ONLY_ADMINS_WRITE', `${who} is not an admin of the group ${to.chat}.`)
			: new SandboxError('NOT_A_MEMBER', `${who} is not in the group ${to.chat}.`);
	}

	/** Both sides' devices, this phone excepted; each once, also in a chat with oneself. */
	#targets(other: Account): Endpoint[] {
		const accounts = new Set([other, this.#self.account]);
		return [...accounts].flatMap(endpointsOf).filter((each) => !sameEndpoint(each, this.#self));
	}

	#seal(
		target: Endpoint,
		to: PersonRecipient,
		{ message, mediaType }: OutgoingMessage,
		attrs: Record<string, number> = {},
		fresh = false,
	): Promise<Stanza> {
		const own = target.account === this.#self.account;
		const content = own ? { deviceSentMessage: { destinationJid: to.jid, message } } : message;
		return this.#cipher.seal(target, content, { mediatype: mediaType, ...attrs }, fresh);
	}

	#remember(id: string, sent: SentMessage): void {
		this.#sent.set(id, sent);
		const oldest = this.#sent.keys().next();
		if (this.#sent.size > KEPT && !oldest.done) this.#sent.delete(oldest.value);
	}
}

/** Ids of phones begin otherwise than those of Baileys (3EB0), as on WhatsApp. */
export function newMessageId(random: RandomSource): string {
	return `3A${random.bytes(9).toString('hex').toUpperCase()}`;
}

function jidOf({ account, device }: Endpoint, addressing: Addressing): string {
	return account.jid(addressing, device?.id ?? 0);
}
