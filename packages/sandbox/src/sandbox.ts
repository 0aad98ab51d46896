import type { Clock } from './clock.js';
import type { ConnectionInfo } from './connection.js';
import { controlApp } from './control/app.js';
import { SandboxError } from './errors.js';
import type { SandboxEvent } from './events.js';
import { connectionActSchema, type ConnectionActInput } from './faults/connection-act.js';
import type { Faults } from './faults/faults.js';
import { frontDoorOf } from './front-door.js';
import { createGroup, type NewGroup } from './groups/create-group.js';
import { Group } from './groups/group.js';
import { resolveOptions, type ResolvedOptions, type SandboxOptions } from './options.js';
import { mendLibsignal } from './mend-libsignal.js';
import { Keeping, type ResumedInfo } from './persistence/keeping.js';
import { takeSnapshot, type SandboxSnapshot } from './persistence/sandbox-snapshot.js';
import { restoreWorld, type WorldSnapshot } from './persistence/world-snapshot.js';
import { addPhones } from './phone/add-phone.js';
import type { NewPhone } from './phone/new-phone.js';
import type { Phone } from './phone/phone.js';
import { removePhone } from './phone/remove-phone.js';
import { quickenLibsignal } from './quicken-libsignal.js';
import { silenceLibsignal } from './quiet-libsignal.js';
import type { Settings } from './settings.js';
import type { WireLogEntry } from './stanza/wire-log.js';
import { openIdentity, type ServerIdentity } from './transport/identity-folder.js';
import { Listener } from './transport/listener.js';
import { issueNoiseIdentity } from './transport/noise-certificate.js';
import { parseInput } from './validation.js';
import { World } from './world.js';

export interface ExpireMedia {
	/** True: phones forget the files, too, and cannot upload them again. */
	readonly alsoOnPhones?: boolean | undefined;
}

/**
 * Starts a WhatsApp server on 127.0.0.1 that unmodified Baileys clients link to. Rejects
 * DATA_FOLDER_IN_USE, SAVED_WORLD_BROKEN, SAVED_WORLD_NEWER, and as `addPhones` does.
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	silenceLibsignal();
	mendLibsignal();
	quickenLibsignal();
	const resolved = resolveOptions(options);
	const identity = await openIdentity(resolved.identityDir, resolved.snapshot?.identity);
	const sandbox = await Sandbox.open(resolved, identity).catch(async (error: unknown) => {
		await identity.remove();
		throw error;
	});
	try {
		const { phones = [] } = options;
		await sandbox.addPhones(phones.filter(({ phoneNumber }) => !sandbox.phone(phoneNumber)));
		return sandbox;
	} catch (error) {
		await sandbox.close();
		throw error;
	}
}

/** A running WhatsApp server with its virtual phones, faults and wire log. */
export class Sandbox {
	readonly faults: Faults;
	/** The sandbox's time; runs with the computer's until it is stopped. */
	readonly clock: Clock;
	/** What can be switched while the sandbox runs. */
	readonly settings: Settings;
	/** The Noise root clients must pin: 64 hex digits. */
	readonly rootKey: string;
	/** Absolute path of the PEM clients must trust for media over TLS. */
	readonly caFile: string;
	/** The same certificate as text. */
	readonly caPem: string;
	readonly #world: World;
	readonly #identity: ServerIdentity;
	#keeping: Keeping | undefined;
	#resumed: ResumedInfo = { savedAt: null, problem: null };
	#listener: Listener | undefined;
	#closing: Promise<void> | undefined;

	private constructor(
		options: ResolvedOptions,
		identity: ServerIdentity,
		snapshot: WorldSnapshot | undefined,
	) {
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
		this.clock = this.#world.clock;
		this.settings = this.#world.settings;
		if (snapshot) restoreWorld(this.#world, snapshot);
	}

	/** Used by `createSandbox`. */
	static async open(options: ResolvedOptions, identity: ServerIdentity): Promise<Sandbox> {
		const keeping = await Keeping.open(options);
		try {
			const { built, ...resumed } = await keeping.resume(
				(snapshot) => new Sandbox(options, identity, snapshot),
			);
			built.#resumed = resumed;
			built.#keeping = keeping;
			await built.#listen();
			return built;
		} catch (error) {
			await keeping.close();
			throw error;
		}
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

	/** Adds a number with its phone. Rejects PHONE_ALREADY_EXISTS, INVALID_NUMBER, and as `addHistory` does. */
	async addPhone(newPhone: NewPhone): Promise<Phone> {
		const [phone] = await this.addPhones([newPhone]);
		return phone as Phone;
	}

	/** Adds several, all or none; their histories may name one another. Rejects as `addPhone` does. */
	addPhones(phones: readonly NewPhone[]): Promise<Phone[]> {
		return addPhones(this.#world, phones);
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
		removePhone(this.#world, account);
	}

	/** Creates a group; its members' clients hear of it. Rejects RECIPIENT_NOT_ON_WHATSAPP. */
	async createGroup(group: NewGroup): Promise<Group> {
		return createGroup(this.#world, group);
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

	/** Does to a connection at once what a fault would do to it. Throws CONNECTION_NOT_FOUND, INVALID_REQUEST. */
	strike(connectionId: number, act: ConnectionActInput): void {
		const connection = [...this.#world.connections].find(({ id }) => id === connectionId);
		if (!connection) {
			const message = `There is no connection ${connectionId}. GET /v1/connections lists them.`;
			throw new SandboxError('CONNECTION_NOT_FOUND', message);
		}
		connection.suffer(parseInput(connectionActSchema, act));
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

	/**
	 * The whole world as it is now, for `createSandbox({ snapshot })`: a test suite links its clients
	 * once, and each test begins with the snapshot and a copy of the clients' credentials.
	 */
	snapshot(): Promise<SandboxSnapshot> {
		return takeSnapshot(this.#identity, this.#world);
	}

	/**
	 * When the world was saved that the data folder held (ISO 8601, UTC; null for a new one), and a
	 * sentence when its latest save could not be read.
	 */
	get resumed(): ResumedInfo {
		return this.#resumed;
	}

	/** Empties the world: phones, groups, devices, media, faults and logs are gone, clients cut off. */
	async reset(): Promise<void> {
		await this.#world.clear();
		this.#world.events.publish('sandbox.reset', {});
	}

	/** Ends everything, saves the world or removes the temporary folder. May be called twice. */
	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	async #listen(): Promise<void> {
		this.#listener = await Listener.open({
			tls: this.#identity.tls,
			port: this.#world.options.port,
			onRequest: controlApp(this, this.#world),
			...frontDoorOf(this.#world),
		});
		this.#keeping?.start(this.#world);
	}

	async #close(): Promise<void> {
		await this.#listener?.close();
		try {
			await this.#keeping?.close();
		} finally {
			for (const phone of this.phones()) phone.close();
			this.#world.timers.clear();
			this.#world.patience.clear();
			this.#world.events.close();
			await this.#identity.remove();
		}
	}
}
