import { senderKeyMessage, type OutgoingMessage } from '../baileys/outgoing.js';
import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import { sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { GroupRecord } from '../state/group-record.js';
import type { Routed } from '../routing/message-router.js';
import type { World } from '../world.js';
import type { PhoneCipher } from './phone-cipher.js';

/** Devices that have the sender key, by group. */
export type SenderKeyHolders = readonly (readonly [string, readonly string[]])[];

/**
 * Sends a phone's messages to groups: encrypted once under a sender key, which each device of each
 * member gets once, encrypted for it alone (Baileys Socket/messages-send.js relayMessage).
 */
export class GroupSender {
	readonly #world: World;
	readonly #self: Endpoint;
	readonly #cipher: PhoneCipher;
	/** Devices that have the sender key, by group. */
	readonly #holders = new Map<string, Set<string>>();

	constructor(world: World, self: Endpoint, cipher: PhoneCipher) {
		this.#world = world;
		this.#self = self;
		this.#cipher = cipher;
	}

	async send(group: GroupRecord, outgoing: OutgoingMessage, id: string): Promise<Routed> {
		const targets = group.endpoints().filter((each) => !sameEndpoint(each, this.#self));
		const holders = await this.#holdersAmong(group, targets);
		const { message, mediaType, type, edit } = outgoing;
		const attrs = { mediatype: mediaType };
		const sealed = await this.#cipher.sealForGroup(group.id, this.#self, message, attrs);
		const newcomers = targets.filter((each) => !holders.has(group.jidOf(each)));
		const keys = await this.#sealKeys(group, newcomers, sealed.senderKey);
		const content = [...keys, sealed.enc, ...metaOf(outgoing)];
		const routed = this.#route(group, { id, type, edit }, content);
		if (routed.error === undefined) {
			for (const each of newcomers) holders.add(group.jidOf(each));
		}
		return routed;
	}

	/** Sends a message again to the one device that could not open it, with the sender key. */
	async sendAgain(
		group: GroupRecord,
		target: Endpoint,
		{ message, mediaType, type, edit }: OutgoingMessage,
		id: string,
		count: number,
	): Promise<void> {
		const senderKey = await this.#cipher.senderKey(group.id, this.#self);
		const content = { ...message, ...senderKeyMessage(group.id, senderKey) };
		const enc = await this.#cipher.seal(target, content, { mediatype: mediaType, count }, true);
		this.#route(group, { id, type, edit, participant: group.jidOf(target) }, [enc]);
	}

	#route(group: GroupRecord, attrs: Attrs, content: Stanza[]): Routed {
		const addressed = { ...attrs, to: group.id, addressing_mode: group.mode };
		return this.#world.messages.route(this.#self, stanza('message', addressed, content));
	}

	toSnapshot(): SenderKeyHolders {
		return [...this.#holders].map(([group, jids]) => [group, [...jids]] as const);
	}

	restore(holders: SenderKeyHolders): void {
		for (const [group, jids] of holders) this.#holders.set(group, new Set(jids));
	}

	/** When somebody who has the sender key is gone, nobody has the next one. */
	async #holdersAmong(group: GroupRecord, targets: readonly Endpoint[]): Promise<Set<string>> {
		const present = new Set(targets.map((each) => group.jidOf(each)));
		const known = this.#holders.get(group.id);
		if (known && [...known].every((jid) => present.has(jid))) return known;
		if (known) await this.#cipher.forgetSenderKey(group.id, this.#self);
		const nobody = new Set<string>();
		this.#holders.set(group.id, nobody);
		return nobody;
	}

	async #sealKeys(
		group: GroupRecord,
		newcomers: readonly Endpoint[],
		senderKey: Uint8Array,
	): Promise<Stanza[]> {
		const copies: Stanza[] = [];
		for (const target of newcomers) {
			const enc = await this.#cipher.seal(target, senderKeyMessage(group.id, senderKey));
			copies.push(stanza('to', { jid: group.jidOf(target) }, [enc]));
		}
		return copies.length > 0 ? [stanza('participants', {}, copies)] : [];
	}
}

/** What a stanza says about its message beside type and addresses. */
export function metaOf({ type }: OutgoingMessage): Stanza[] {
	return type === 'poll' ? [stanza('meta', { polltype: 'creation' })] : [];
}
