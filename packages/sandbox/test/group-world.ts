import type { BaileysEventMap, WAMessageKey } from '@whiskeysockets/baileys';
import type { GroupMode, Phone } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, TestWorld } from './world.js';

export const CAROL = '+491700000003';

type ParticipantsUpdate = BaileysEventMap['group-participants.update'];

/** Who has received or read a message: Baileys merges early receipts into the message itself. */
export interface SeenReceipt {
	readonly id: string;
	readonly reader: string;
	readonly read: boolean;
}

/** Keeps what a client is told about groups. */
export class GroupWatch {
	readonly joined: string[] = [];
	readonly changes: ParticipantsUpdate[] = [];
	readonly subjects: string[] = [];
	readonly receipts: SeenReceipt[] = [];
	readonly #client: BaileysClient;

	constructor(client: BaileysClient) {
		this.#client = client;
		const { ev } = client.socket;
		ev.on('groups.upsert', (groups) => this.joined.push(...groups.map(({ id }) => id)));
		ev.on('group-participants.update', (change) => this.changes.push(change));
		ev.on('groups.update', (updates) => {
			for (const { subject } of updates) if (subject) this.subjects.push(subject);
		});
		ev.on('message-receipt.update', (updates) => {
			for (const { key, receipt } of updates) this.#note(key, receipt);
		});
		ev.on('messages.upsert', ({ messages }) => {
			for (const { key, userReceipt } of messages) {
				for (const receipt of userReceipt ?? []) this.#note(key, receipt);
			}
		});
	}

	/** Waits for a change of members; in any group unless one is named. */
	change(
		action: ParticipantsUpdate['action'],
		person: string,
		group?: { readonly id: string },
	): Promise<ParticipantsUpdate> {
		return until(() =>
			this.changes.find(
				(each) =>
					each.action === action &&
					each.participants.some(({ id }) => id === person) &&
					(group === undefined || each.id === group.id),
			),
		);
	}

	/** Waits until this person has received (or read) the message. */
	receipt(id: string, reader: string, read = false): Promise<SeenReceipt> {
		return until(() =>
			this.receipts.find((each) => each.id === id && each.reader === reader && each.read === read),
		);
	}

	async inGroup(id: string): Promise<void> {
		await until(() => this.joined.includes(id) || undefined);
	}

	async subject(subject: string): Promise<void> {
		await until(() => this.subjects.includes(subject) || undefined);
	}

	get jid(): string {
		return this.#client.jid;
	}

	#note({ id }: WAMessageKey, receipt: { userJid?: string | null; readTimestamp?: unknown }): void {
		const read = Boolean(receipt.readTimestamp);
		this.receipts.push({ id: id ?? '', reader: receipt.userJid ?? '', read });
	}
}

/** Two clients (Anna's and Bob's), Carol with a phone only, and groups in one mode. */
export class GroupWorld {
	readonly world: TestWorld;
	readonly mode: GroupMode;
	readonly carol: Phone;
	readonly annaClient: BaileysClient;
	readonly bobClient: BaileysClient;
	readonly annaSees: GroupWatch;
	readonly bobSees: GroupWatch;

	private constructor(
		world: TestWorld,
		mode: GroupMode,
		carol: Phone,
		clients: readonly [BaileysClient, BaileysClient],
	) {
		this.world = world;
		this.mode = mode;
		this.carol = carol;
		[this.annaClient, this.bobClient] = clients;
		this.annaSees = new GroupWatch(this.annaClient);
		this.bobSees = new GroupWatch(this.bobClient);
	}

	static async start(mode: GroupMode): Promise<GroupWorld> {
		const world = await TestWorld.start({ groupMode: mode });
		const carol = await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
		const anna = await world.linkedClient(world.anna);
		const bob = await world.linkedClient(world.bob);
		return new GroupWorld(world, mode, carol, [anna, bob]);
	}

	get sandbox() {
		return this.world.sandbox;
	}

	/** A person's jid as groups of this mode write it. */
	jid(phone: Phone): string {
		return this.mode === 'lid' ? phone.lid : pnJid(phone.phoneNumber);
	}

	/** A group of Anna, Bob and Carol, of which both clients know. */
	async group(members: readonly string[] = [ANNA, BOB, CAROL]) {
		const group = await this.sandbox.createGroup({ subject: 'Friends', members });
		await this.annaSees.inGroup(group.id);
		if (members.includes(BOB)) await this.bobSees.inGroup(group.id);
		return group;
	}

	/** Nothing went wrong: no client logged an error, no stanza was unknown. */
	trouble(): unknown[] {
		return [...this.world.problems(), ...Object.keys(this.sandbox.unknownStanzas())];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.world.close();
	}
}

/** The next message that a phone shows in this chat; the next with this text, when one is given. */
export function shownIn(chat: { readonly id: string }, phone: Phone, text?: string) {
	return phone.nextMessage({
		where: (message) => message.chat === chat.id && (text === undefined || message.text === text),
	});
}

export function pnJid(phoneNumber: string): string {
	return `${phoneNumber.slice(1)}@s.whatsapp.net`;
}

/** Looks again in each turn of the event loop; ends by the time limit of the test. */
async function until<T>(look: () => T | undefined): Promise<T> {
	const signal = AbortSignal.timeout(10_000);
	for (let found = look(); ; found = look()) {
		if (found !== undefined) return found;
		signal.throwIfAborted();
		await new Promise((resolve) => setImmediate(resolve));
	}
}
