import type { Clock } from '../runtime/clock.js';
import type { AuthState } from './auth-state.js';
import type { Baileys, BinaryNode, WASocket } from './baileys.js';
import { DeviceSync } from './device-sync.js';
import type { KnownPeople } from './group-info.js';
import { learnGroupMembers } from './group-members.js';
import { toGroupNotices } from './group-notices.js';
import { IncomingMessages } from './incoming-messages.js';
import { ownAddress } from './jid.js';
import { toAck, toReceipt } from './receipt.js';
import { beforeMessage, onStanza, tapEvents } from './socket-guards.js';
import type { Address, ConnectionEvents } from './whatsapp-connection.js';

type MakeRepository = Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];

export interface IncomingTrafficOptions {
	baileys: Baileys;
	auth: AuthState;
	clock: Clock;
	/** Says it to who listens to the connection, unless that has ended. */
	tell(say: (events: ConnectionEvents) => void): void;
	/** The number behind a `…@lid`, as learned by any earlier connection. */
	phoneNumberOf(lid: string): string | undefined;
	/** False once the connection ends: nothing may be acknowledged any more. */
	isActive(): boolean;
}

/** Everything one socket hears about messages, in our words: messages, changes, acks and receipts. */
export class IncomingTraffic {
	readonly #options: IncomingTrafficOptions;
	readonly #messages: IncomingMessages;
	readonly #deviceSync: DeviceSync;
	#acknowledge: (stanza: BinaryNode) => void = () => {};

	constructor(options: IncomingTrafficOptions) {
		this.#options = options;
		const { auth, clock, tell } = options;
		this.#deviceSync = new DeviceSync(() => auth.creds.me?.id);
		this.#messages = new IncomingMessages({
			...options,
			own: () => ownAddress(auth.creds.me),
			now: () => clock.now(),
			onMessage: (message) => tell((events) => events.message(message)),
			onChange: (change) => tell((events) => events.changed(change)),
			onContact: (pair) => tell((events) => events.contact(pair)),
			stored: (type) => auth.all(type),
			forget: (type, ids) => auth.forget(type, ids),
			acknowledge: (stanza) => this.#acknowledge(stanza),
		});
		auth.onStored = (keys) => this.#messages.onStored(keys);
	}

	/** Baileys' Signal repository, made to decrypt repeatably, and to keep device sync apart. */
	journalled(makeRepository: MakeRepository): MakeRepository {
		return this.#deviceSync.around(this.#messages.journal.around(makeRepository));
	}

	/** Starts to hear. Call it before the socket has received anything. */
	listen(sock: WASocket): void {
		this.#acknowledge = (stanza) => void sock.sendMessageAck(stanza).catch(() => {});
		this.#deviceSync.listen(sock);
		tapEvents(sock, (event, data) => {
			this.#deviceSync.onEvent(event);
			this.#messages.onEvent(event, data);
		});
		beforeMessage(sock, (stanza) => this.#messages.onStanza(stanza));
		learnGroupMembers(sock, this.#messages.addresses);
		onStanza(sock, 'CB:notification,type:w:gp2', (node) => this.#onGroupNotification(node));
		onStanza(sock, 'CB:ack,class:message', (node) => this.#onAck(node));
		onStanza(sock, 'CB:receipt', (node) => this.#onReceipt(node));
	}

	/** WhatsApp named people with both of their addresses. */
	learn(people: readonly (Address | null)[]): void {
		for (const person of people) {
			if (person) this.#messages.addresses.learn({ lid: person.lid, pn: person.id });
		}
	}

	/** Who we are, and whom we know. */
	people(): KnownPeople {
		return {
			own: ownAddress(this.#options.auth.creds.me),
			phoneNumberOf: (lid) => this.#messages.addresses.phoneNumberOf(lid),
		};
	}

	/** The backlog is through. Never rejects. */
	onCaughtUp(): Promise<void> {
		return this.#messages.onCaughtUp();
	}

	#onAck(node: BinaryNode): void {
		const ack = toAck(node, this.#options.clock.now());
		if (ack) this.#options.tell((events) => events.ack(ack));
	}

	/** Baileys acknowledges it only after this turn of the event loop, and not when we end the socket. */
	#onGroupNotification(node: BinaryNode): void {
		const { clock, tell } = this.#options;
		for (const notice of toGroupNotices(node, { ...this.people(), now: clock.now() })) {
			tell((events) => events.groupChanged(notice));
		}
	}

	#onReceipt(node: BinaryNode): void {
		const { auth, clock, tell } = this.#options;
		const { me } = auth.creds;
		const receipt = toReceipt(node, {
			...{ jid: me?.id ?? null, lid: me?.lid ?? null, now: clock.now() },
			phoneNumberOf: (lid) => this.#messages.addresses.phoneNumberOf(lid),
		});
		if (receipt) tell((events) => events.receipt(receipt));
	}
}
