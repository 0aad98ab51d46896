import {
	addressingOf,
	isGroup,
	isPerson,
	STATUS_BROADCAST,
	type Addressing,
} from '../stanza/jid.js';
import { blocks } from '../people/visibility.js';
import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { sameEndpoint, type Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import { AddressingMemory } from './addressing-memory.js';
import { fanOutToGroup, isForOneMember, NOT_ALLOWED } from './group-fan-out.js';
import {
	copiesIn,
	directAttrs,
	formatCopy,
	isDirect,
	ownCopyAttrs,
	peerAttrs,
	type Copy,
} from './message-fan-out.js';
import { countNewChat, isCapped } from './new-chat-cap.js';
import { fanOutStatus } from './status-fan-out.js';
import { isAccepted, trustFromPhone } from './privacy-tokens.js';
import { SeenMessages, type SeenMessagesSnapshot } from './seen-messages.js';
import { isRestricted, RESTRICTED } from './restriction.js';

/** Outcome of a message: accepted, or refused with the number that goes into `<ack error>`. */
export type Routed = { readonly error?: number };

export interface MessageRouterSnapshot {
	readonly addressing: readonly (readonly [string, Addressing])[];
	readonly seen: SeenMessagesSnapshot;
}

/** Takes messages from devices, acknowledges them, and fans them out to the devices they name. */
export class MessageRouter {
	readonly addressing = new AddressingMemory();
	readonly #world: World;
	readonly #seen = new SeenMessages();

	constructor(world: World) {
		this.#world = world;
	}

	/** Acks to the sender (when it is a client), then delivers. */
	route(from: Endpoint, message: Stanza): Routed {
		const { to } = message.attrs;
		if (isGroup(to)) return this.#routeToGroup(from, message);
		if (to === STATUS_BROADCAST) return this.#routeStatus(from, message);
		const chat = this.#world.accounts.byJid(to);
		const routed = this.#accept(from, chat, message);
		this.#acknowledge(from, message, routed);
		if (routed.error === undefined && !this.#repeated(from, message))
			this.#fanOut(from, message, chat);
		return routed;
	}

	#routeToGroup(from: Endpoint, message: Stanza): Routed {
		const group = this.#world.groups.byId(message.attrs['to']);
		if (!group?.mayWrite(from.account)) {
			this.#acknowledge(from, message, { error: NOT_ALLOWED });
			return { error: NOT_ALLOWED };
		}
		this.#acknowledge(from, message, {}, { addressing_mode: group.mode });
		if (!this.#repeated(from, message)) fanOutToGroup(this.#world, group, from, message);
		return {};
	}

	#routeStatus(from: Endpoint, message: Stanza): Routed {
		this.#acknowledge(from, message, {});
		if (!this.#repeated(from, message)) fanOutStatus(this.#world, from, message);
		return {};
	}

	/** A device could not open this message: a copy with the same id may come again. */
	expectAgain(messageId: string): void {
		this.#seen.expectAgain(messageId);
	}

	/** With a seed, the ids of the messages before a reset come again after it. */
	clear(): void {
		this.addressing.clear();
		this.#seen.clear();
	}

	toSnapshot(): MessageRouterSnapshot {
		return { addressing: this.addressing.toSnapshot(), seen: this.#seen.toSnapshot() };
	}

	restore({ addressing, seen }: MessageRouterSnapshot): void {
		this.addressing.restore(addressing);
		this.#seen.restore(seen);
	}

	#accept(from: Endpoint, chat: Account | undefined, message: Stanza): Routed {
		if (!chat) return { error: isPerson(message.attrs['to']) ? 404 : 405 };
		const { account } = from;
		const restricted = isRestricted(this.#world.clock, account, chat) || isCapped(account, chat);
		return restricted || !isAccepted(from, chat, message) ? { error: RESTRICTED } : {};
	}

	#acknowledge(from: Endpoint, message: Stanza, { error }: Routed, more: Attrs = {}): void {
		const { device } = from;
		if (!device) return;
		const { id, to, participant, recipient } = message.attrs;
		const t = this.#world.clock.unixTime();
		const attrs = { class: 'message', id, from: to, t, participant, recipient, error, ...more };
		const ack = stanza('ack', attrs);
		const connection = device.connection;
		this.#world.timers.after(this.#world.settings.current.ackDelayMs, () => connection?.send(ack));
	}

	/** With `dedupe: 'server'` a repeated id is acknowledged and goes no further. */
	#repeated(from: Endpoint, message: Stanza): boolean {
		const { to } = message.attrs;
		const again = isGroup(to) ? isForOneMember(message) : isDirect(message);
		if (this.#world.settings.current.dedupe !== 'server' || again) return false;
		return this.#seen.repeated(from.account, to ?? '', message.attrs['id'] ?? '');
	}

	#fanOut(from: Endpoint, message: Stanza, chat: Account | undefined): void {
		const { id, to, recipient } = message.attrs;
		if (id !== undefined && isPerson(to)) this.addressing.remember(id, addressingOf(to));
		if (chat) {
			countNewChat(this.#world, from.account, chat);
			becomePartners(from.account, chat);
		}
		const named = recipient === undefined ? chat : (this.#world.accounts.byJid(recipient) ?? chat);
		for (const copy of copiesIn(message)) this.#deliverCopy(from, message, copy, named);
		if (chat) trustFromPhone(this.#world, from, chat);
	}

	#deliverCopy(from: Endpoint, message: Stanza, copy: Copy, chat: Account | undefined): void {
		const target = this.#world.accounts.endpoint(copy.jid);
		if (!target || sameEndpoint(target, from) || blocks(target.account, from.account)) return;
		const attrs = this.#attrs(from, message, copy, target, chat);
		const formatted = formatCopy(
			message,
			from.account.name,
			this.#world.clock.unixTime(),
			[copy.enc],
			attrs,
		);
		this.#world.delivery.to(target, formatted);
	}

	#attrs(from: Endpoint, message: Stanza, copy: Copy, target: Endpoint, chat: Account | undefined) {
		const other = chat ?? target.account;
		const written = addressingOf(copy.jid);
		const addressing = this.#world.chatAddressing.of(from.account, other, written);
		if (message.attrs['category'] === 'peer') return peerAttrs(from, addressing);
		if (target.account === from.account && chat) return ownCopyAttrs(from, chat, addressing);
		return directAttrs(from, addressing);
	}
}

function becomePartners(one: Account, other: Account): void {
	if (one === other) return;
	one.partners.add(other);
	other.partners.add(one);
}
