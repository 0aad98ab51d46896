import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { WAMessageKey } from '@whiskeysockets/baileys';
import type { GroupMode } from '../../src/index.js';
import { BaileysClient, type ClientOptions } from '../baileys-client.js';
import { optionsOf, type Configuration } from './configurations.js';
import { ConsoleErrors } from './console-errors.js';
import { Person } from './person.js';
import { RemoteSandbox } from './remote-sandbox.js';

const CODE = 'ABCD1234';
/** What tests ask for: a client that may not write to a group, and one that is closed while it works. */
const EXPECTED = [/^transaction failed, rolling back Error: forbidden/, /^failed to ack /];
/**
 * A busy rc14 may hold its events back for 30 s: a flush that finds nothing to do leaves its timer
 * noted, and none is set again (Utils/event-buffer.js, BUFFER_TIMEOUT_MS).
 */
const PATIENCE_MS = 40_000;
const PEOPLE = [
	{ phoneNumber: '+491700000001', name: 'Anna', link: 'qr' },
	{ phoneNumber: '+491700000002', name: 'Bob', link: 'code' },
	{ phoneNumber: '+491700000003', name: 'Carol', link: 'qr' },
] as const;

/** A sandbox in another process, and Anna, Bob and Carol with an unmodified client each in this one. */
export class ConformanceWorld {
	readonly configuration: Configuration;
	readonly sandbox: RemoteSandbox;
	readonly #console = new ConsoleErrors();
	readonly #clients: BaileysClient[] = [];
	readonly #people: Person[] = [];
	readonly #trusted = getCACertificates('default');

	private constructor(configuration: Configuration, sandbox: RemoteSandbox) {
		this.configuration = configuration;
		this.sandbox = sandbox;
	}

	static async start(configuration: Configuration): Promise<ConformanceWorld> {
		const sandbox = await RemoteSandbox.start(optionsOf(configuration));
		const world = new ConformanceWorld(configuration, sandbox);
		setDefaultCACertificates([...world.#trusted, await readFile(sandbox.caFile, 'utf8')]);
		for (const person of PEOPLE) await world.#addPerson(person);
		if (configuration.direct === 'by LID') await world.#moveToLid();
		return world;
	}

	get anna(): Person {
		return this.#person(0);
	}

	get bob(): Person {
		return this.#person(1);
	}

	get carol(): Person {
		return this.#person(2);
	}

	get mode(): GroupMode {
		return this.configuration.groups;
	}

	/** The chat in which others see what this person writes to their number. */
	chatWith({ jid, lid }: Person): string {
		return this.configuration.direct === 'by LID' ? lid : jid;
	}

	/** The person's other address. */
	otherAddress({ jid, lid }: Person): string {
		return this.configuration.direct === 'by LID' ? jid : lid;
	}

	/** A person as groups write it. */
	member({ jid, lid }: Person): string {
		return this.mode === 'lid' ? lid : jid;
	}

	/** A group that Anna's client created, of which the clients of all members have heard. */
	async group(
		subject: string,
		others: readonly Person[] = [this.bob, this.carol],
	): Promise<string> {
		const jids = others.map((person) => this.member(person));
		const { id } = await this.anna.socket.groupCreate(subject, jids);
		for (const person of [this.anna, ...others]) await this.joined(person, id);
		return id;
	}

	/** Waits until a client has been told that its owner is in this group. */
	async joined({ client }: Person, groupId: string): Promise<void> {
		await client.events.first('groups.upsert', (groups) => groups.find(({ id }) => id === groupId));
	}

	/** A client that knows nobody yet. */
	client({ config, ...options }: ClientOptions = {}): BaileysClient {
		const client: BaileysClient = new BaileysClient(this.sandbox, {
			...options,
			patienceMs: PATIENCE_MS,
			config: {
				waWebSocketUrl: this.sandbox.url.replace('ws:', `${this.configuration.transport}:`),
				getMessage: async (key) => sentBy(client, key),
				...config,
			},
		});
		this.#clients.push(client);
		return client;
	}

	/** The same person at one more client. */
	async another(person: Person): Promise<Person> {
		return new Person(person, await this.linked(person));
	}

	/** One more client of somebody's phone. */
	async linked({ phoneNumber }: { readonly phoneNumber: string }): Promise<BaileysClient> {
		const client = this.client();
		await this.sandbox.scan(phoneNumber, await client.qr());
		await client.opened();
		return client;
	}

	/** Somebody whose client went away, connected once more. */
	async back(before: Person): Promise<Person> {
		const client = this.client({ auth: before.client.auth });
		await client.opened();
		return new Person(before, client);
	}

	/** What clients and libsignal logged as errors, messages that had to be asked for again, unknown stanzas. */
	async trouble(): Promise<string[]> {
		const isRetry = ({ tag, attrs }: { tag: string; attrs: Record<string, string> }) =>
			tag === 'receipt' && attrs['type'] === 'retry';
		const stanzas = await this.sandbox.stanzas();
		return [
			...this.#clients.flatMap(({ problems }) => problems.filter(isUnexpected)),
			...this.#console.lines,
			...stanzas.filter(({ stanza }) => isRetry(stanza)).map((entry) => JSON.stringify(entry)),
			...Object.keys(await this.sandbox.unknownStanzas()),
		];
	}

	async close(): Promise<void> {
		for (const client of this.#clients) await client.close();
		await this.sandbox.close();
		setDefaultCACertificates(this.#trusted);
		this.#console.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	#person(index: number): Person {
		const person = this.#people[index];
		if (!person) throw new Error('This person has no client.');
		return person;
	}

	async #addPerson({ phoneNumber, name, link }: (typeof PEOPLE)[number]): Promise<void> {
		const { lid } = await this.sandbox.addPhone(phoneNumber, name);
		const client =
			link === 'qr' ? await this.linked({ phoneNumber }) : await this.#linkedByCode(phoneNumber);
		this.#people.push(new Person({ phoneNumber, name, lid }, client));
	}

	async #linkedByCode(phoneNumber: string): Promise<BaileysClient> {
		const client = this.client();
		await client.qr();
		await client.socket.requestPairingCode(phoneNumber.slice(1), CODE);
		await this.sandbox.enterPairingCode(phoneNumber, CODE);
		await client.opened();
		return client;
	}

	async #moveToLid(): Promise<void> {
		for (const { phoneNumber } of this.#people) {
			await this.sandbox.post(`/phones/${phoneNumber}/faults/move-to-lid`);
		}
	}
}

function isUnexpected(problem: string): boolean {
	return !EXPECTED.some((each) => each.test(problem));
}

/** What a client sends once more when it is asked to. */
function sentBy({ messages }: BaileysClient, { id }: WAMessageKey) {
	return messages.find(({ key }) => key.id === id && key.fromMe)?.message ?? undefined;
}
