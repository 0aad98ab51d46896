import { Connection, type ConnectionInfo } from './connection.js';
import { controlApp } from './control/app.js';
import { SandboxError } from './errors.js';
import type { SandboxEvent } from './events.js';
import type { Faults } from './faults/faults.js';
import { Group, personIn } from './groups/group.js';
import { handleStanza } from './handlers/index.js';
import { handleLogin } from './handlers/login.js';
import { resolveOptions, type ResolvedOptions, type SandboxOptions } from './options.js';
import { mendLibsignal } from './mend-libsignal.js';
import { digitsOf, lidOf } from './phone-number.js';
import { Phone } from './phone/phone.js';
import type { To } from './phone/recipient.js';
import { silenceLibsignal } from './quiet-libsignal.js';
import type { WireLogEntry } from './stanza/wire-log.js';
import { Account } from './state/account.js';
import type { GroupMode } from './state/group-record.js';
import { openIdentity, type ServerIdentity } from './transport/identity-folder.js';
import { Listener, type ClientSocket, type UpgradeDecision } from './transport/listener.js';
import { issueNoiseIdentity } from './transport/noise-certificate.js';
import { World } from './world.js';

export interface NewPhone {
	/** Any common spelling with country code. */
	readonly phoneNumber: string;
	/** The name others see; the number when absent. */
	readonly name?: string | undefined;
	/** False: a number that is not on WhatsApp. Default true. */
	readonly registered?: boolean | undefined;
	/** Other spellings of the number: looked up, they lead to this phone; nothing can be sent to them. */
	readonly aliases?: readonly string[] | undefined;
}

export interface NewGroup {
	readonly subject: string;
	readonly members: readonly To[];
	/** Who creates it, and is its first admin; the first member when absent. */
	readonly owner?: To | undefined;
	/** Members who are admins, too. */
	readonly admins?: readonly To[] | undefined;
	/** How members are addressed; the sandbox's `groupMode` (`lid`) when absent. */
	readonly mode?: GroupMode | undefined;
}

export interface ExpireMedia {
	/** True: phones forget the files, too, and cannot upload them again. */
	readonly alsoOnPhones?: boolean | undefined;
}

/** Starts a WhatsApp server on 127.0.0.1 that unmodified Baileys clients link to. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	silenceLibsignal();
	mendLibsignal();
	const resolved = resolveOptions(options);
	const identity = await openIdentity(resolved.dataDir);
	try {
		return await Sandbox.open(resolved, identity);
	} catch (error) {
		await identity.remove();
		throw error;
	}
}

/** A running WhatsApp server with its virtual phones, faults and wire log. */
export class Sandbox {
	readonly faults: Faults;
	/** The Noise root clients must pin: 64 hex digits. */
	readonly rootKey: string;
	/** Absolute path of the PEM clients must trust for media over TLS. */
	readonly caFile: string;
	/** The same certificate as text. */
	readonly caPem: string;
	readonly #world: World;
	readonly #identity: ServerIdentity;
	#listener: Listener | undefined;
	#nextConnection = 1;
	#closing: Promise<void> | undefined;

	private constructor(options: ResolvedOptions, identity: ServerIdentity) {
		this.#identity = identity;
		this.rootKey = identity.root.public.toString('hex');
		this.caFile = identity.caFile;
		this.caPem = identity.tls.cert;
		this.#world = new World({
			options,
			noiseIdentity: issueNoiseIdentity(identity.root),
			mediaHost: () => this.mediaHost,
		});
		this.faults = this.#world.faults;
	}

	/** Used by `createSandbox`. */
	static async open(options: ResolvedOptions, identity: ServerIdentity): Promise<Sandbox> {
		const sandbox = new Sandbox(options, identity);
		sandbox.#listener = await Listener.open({
			tls: identity.tls,
			port: options.port,
			onRequest: controlApp(sandbox, sandbox.#world),
			onClient: (socket) => sandbox.#accept(socket),
			decideUpgrade: () => sandbox.#decideUpgrade(),
		});
		return sandbox;
	}

	get port(): number {
		if (!this.#listener) throw new SandboxError('SANDBOX_CLOSED', 'The sandbox is not listening.');
		return this.#listener.port;
	}

	/** What a client connects to; the same port speaks wss. */
	get url(): string {
		return `ws://${this.mediaHost}/ws/chat`;
	}

	/** Base of the control API; the same port speaks https. */
	get httpUrl(): string {
		return `http://${this.mediaHost}`;
	}

	get mediaHost(): string {
		return `127.0.0.1:${this.port}`;
	}

	/** Adds a number with its phone. Rejects PHONE_ALREADY_EXISTS, INVALID_NUMBER. */
	async addPhone({ phoneNumber, name, registered = true, aliases = [] }: NewPhone): Promise<Phone> {
		const number = digitsOf(phoneNumber);
		if (this.#world.accounts.byPhoneNumber(number)) {
			throw new SandboxError('PHONE_ALREADY_EXISTS', `There is a phone +${number} already.`);
		}
		const lid = lidOf(number);
		const account = new Account({
			...{ number, lid, name: name ?? `+${number}`, registered },
			aliases: aliases.map(digitsOf),
		});
		const phone = new Phone(this.#world, account);
		account.attachPhone(phone);
		this.#world.accounts.add(account);
		return phone;
	}

	/** The phone with this number. */
	phone(phoneNumber: string): Phone | undefined {
		return this.#world.accounts.byPhoneNumber(phoneNumber)?.phone;
	}

	/** All phones, in the order they were added. */
	phones(): Phone[] {
		return this.#world.accounts.all().map((account) => account.phone);
	}

	/** Takes a number away with its phone: it leaves its groups, its linked devices are unlinked. Rejects PHONE_NOT_FOUND. */
	async removePhone(phoneNumber: string): Promise<void> {
		const account = this.#world.accounts.byPhoneNumber(phoneNumber);
		if (!account) {
			throw new SandboxError('PHONE_NOT_FOUND', `There is no phone ${phoneNumber}.`);
		}
		for (const group of this.#world.groups.of(account)) {
			this.#world.groupChanges.leave(group, account);
		}
		for (const device of [...account.devices.values()]) this.#world.linking.unlink(device);
		account.phone.close();
		this.#world.accounts.remove(account);
	}

	/** Creates a group; its members' clients hear of it. Rejects RECIPIENT_NOT_ON_WHATSAPP. */
	async createGroup({ subject, members, owner, admins = [], mode }: NewGroup): Promise<Group> {
		const world = this.#world;
		const creator = owner ?? members[0];
		if (creator === undefined) {
			throw new SandboxError('INVALID_REQUEST', 'A group needs at least one member.');
		}
		const people = (list: readonly To[]) => list.map((each) => personIn(world, each));
		const record = world.groupChanges.create({
			subject,
			owner: personIn(world, creator),
			members: people([...members, ...admins]),
			admins: people(admins),
			mode,
		});
		world.groupChanges.announceNew(record);
		return new Group(world, record);
	}

	/** The group with this id, `…@g.us`. */
	group(id: string): Group | undefined {
		const record = this.#world.groups.byId(id);
		return record && new Group(this.#world, record);
	}

	/** All groups, in the order they were created. */
	groups(): Group[] {
		return this.#world.groups.all().map((record) => new Group(this.#world, record));
	}

	/**
	 * Deletes all uploads, as WhatsApp does after some weeks: downloads answer 404 until the phone of
	 * the linked device that asks has uploaded the file again.
	 *
	 * @returns how many there were.
	 */
	expireMedia({ alsoOnPhones = false }: ExpireMedia = {}): number {
		const { media, keptMedia } = this.#world;
		const { count } = media;
		media.clear();
		if (alsoOnPhones) keptMedia.clear();
		return count;
	}

	/** The last 5,000 stanzas of all connections; with `after`, those with a higher number. */
	stanzas(after = 0): WireLogEntry[] {
		return this.#world.wireLog.after(after);
	}

	/** Connected clients, linked or not. */
	connections(): ConnectionInfo[] {
		return [...this.#world.connections].map((connection) => connection.describe());
	}

	/** Stanzas no handler knows, and how often they came. */
	unknownStanzas(): Record<string, number> {
		return this.#world.unknown.all();
	}

	/** Everything the sandbox reports; returns the function that unsubscribes. */
	subscribe(listener: (event: SandboxEvent) => void): () => void {
		return this.#world.events.subscribe(listener);
	}

	/** Kept events (the last 1,000) with a higher id. */
	eventsAfter(id: number): SandboxEvent[] {
		return this.#world.events.after(id);
	}

	/** Empties the world: phones, groups, devices, media, faults and logs are gone, clients cut off. */
	async reset(): Promise<void> {
		await this.#world.clear();
		this.#world.events.publish('sandbox.reset', {});
	}

	/** Ends everything and removes the temporary folder. May be called twice. */
	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	async #close(): Promise<void> {
		await this.#listener?.close();
		for (const phone of this.phones()) phone.close();
		this.#world.timers.clear();
		this.#world.events.close();
		await this.#identity.remove();
	}

	#accept(socket: ClientSocket): void {
		const world = this.#world;
		const connection = new Connection({
			id: this.#nextConnection++,
			world,
			socket,
			onLogin: (from, result) => handleLogin(world, from, result),
			onStanza: (from, stanza) => handleStanza(world, from, stanza),
		});
		world.connections.add(connection);
	}

	#decideUpgrade(): UpgradeDecision {
		const rule = this.faults.strikeUpgrade()?.rule;
		if (rule?.action !== 'upgrade') return { take: true };
		if (rule.hang) return { take: false, hang: true };
		return { take: false, status: rule.status, retryAfter: rule.retryAfter };
	}
}
