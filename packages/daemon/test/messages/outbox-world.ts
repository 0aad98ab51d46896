import type { Pacing } from '@waypost/contract';
import { createOutboxStore } from '../../src/messages/outbox/outbox.store.js';
import { Outboxes } from '../../src/messages/outbox/outboxes.js';
import { createPacingStore } from '../../src/messages/pacing/pacing.store.js';
import type { NewMessage, StoredMessage } from '../../src/messages/messages.store.js';
import type {
	SendingRestriction,
	SendingSession,
} from '../../src/messages/outbox/sending-session.js';
import { createLogger } from '../../src/runtime/logger.js';
import type { ChatAddress, OutgoingContent } from '../../src/whatsapp/whatsapp-connection.js';
import { FakeConnection } from '../sessions/fake-whatsapp.js';
import { MessageLogWorld } from './message-log-world.js';

const nothing = () => {};

const UNPACED: Pacing = {
	enabled: false,
	gap: { min: 1, max: 1 },
	newChatGap: { min: 10, max: 10 },
	perMinute: 20,
	perHour: 200,
	perDay: 1_000,
	newChatsPerHour: 5,
	newChatsPerDay: 20,
	risk: null,
};

/** What the outbox sees of a session; a test sets it. */
class FakeSession implements SendingSession {
	readonly record = { id: 'sales' };
	readonly state = 'connected';
	connection: FakeConnection | null = null;
	pacing = UNPACED;
	readonly restriction = {
		current: null as SendingRestriction | null,
		set(restriction: SendingRestriction | null): void {
			this.current = restriction;
		},
	};
}

/** The outbox of one session, `sales`, over a database in memory and a connection a test plays. */
export class OutboxWorld extends MessageLogWorld {
	readonly session = new FakeSession();
	connection!: FakeConnection;
	outboxes!: Outboxes;
	readonly #unpreparable = new Set<string>();

	constructor() {
		super();
		this.restart();
	}

	/** What a new start of the daemon makes of the same store. */
	restart(): void {
		this.outboxes = new Outboxes({
			...{ database: this.database, messages: this.store, log: this.log, clock: this.clock },
			store: createOutboxStore(this.database),
			pacing: createPacingStore(this.database),
			events: this.eventLog,
			sessionOf: () => this.session,
			contentOf: (message) => this.#contentOf(message),
			random: () => 0,
			logger: createLogger({ level: 'silent' }),
		});
	}

	/** Waits for replies instead of limits: seconds between sends, few new chats. */
	pace(change: Partial<Pacing> = {}): void {
		this.session.pacing = { ...UNPACED, enabled: true, ...change };
	}

	connect(): FakeConnection {
		this.connection = new FakeConnection({
			...{ qr: nothing, paired: nothing, opened: nothing, caughtUp: nothing, traffic: nothing },
			...{ ack: nothing, receipt: nothing, message: nothing, closed: nothing },
			...{ changed: nothing, groupChanged: nothing, contact: nothing, restricted: nothing },
		});
		this.session.connection = this.connection;
		this.outboxes.connected('sales', this.connection);
		return this.connection;
	}

	disconnect(): void {
		this.session.connection = null;
		this.outboxes.disconnected('sales');
	}

	/** Accepts a text, by default for Ben. Its WhatsApp id is `wa-` and its id. */
	accept(id: string, { chat = 'ben', ...change }: AcceptChange = {}): void {
		const message = { ...this.textOf(id, chat), ...change };
		this.store.insert(message);
		this.outboxes.accepted('sales', message.expiresAt);
	}

	/** A text as it is accepted. */
	textOf(id: string, chat: string): NewMessage {
		const { phoneNumber, lid, name, ...address } = this.chatOf(chat);
		const contact = { id: address.id, phoneNumber, lid, name };
		return {
			...{ id, sessionId: 'sales', direction: 'out', whatsappId: `wa-${id}` },
			...{ chat: { ...contact, kind: 'direct' }, from: contact, kind: 'text', text: `Hello ${id}` },
			...{ attachment: null, mediaFile: null, replyTo: null, details: {}, targetId: null },
			...{ sendAt: null, expiresAt: null, status: 'accepted', error: null, content: null },
			...{ attempts: 0, nextAt: 0, idempotencyKey: null, fingerprint: null, at: this.clock.now() },
		};
	}

	chatOf(id: string): ChatAddress {
		return { id, phoneNumber: null, lid: null, name: null, kind: 'direct' };
	}

	/** From now on this message cannot even be made. */
	failToPrepare(id: string): void {
		this.#unpreparable.add(id);
	}

	/** Somebody writes. */
	hear(id: string, chat: string): void {
		const { at, ...text } = this.textOf(id, chat);
		this.log.record({ ...text, direction: 'in', status: 'delivered', text: 'Hi', at });
	}

	/** WhatsApp answers what was relayed. */
	async ack(id: string, error: number | null = null): Promise<void> {
		this.outboxes.acked('sales', { whatsappId: `wa-${id}`, at: this.clock.now(), error });
		await this.settle();
	}

	/** Lets what is ready run: the outbox waits for commits and promises alone here, and for the clock. */
	async settle(): Promise<void> {
		for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
	}

	/** Moves the clock and lets what fell due run. */
	async pass(ms: number): Promise<void> {
		this.clock.advance(ms);
		await this.settle();
	}

	/** Ids of what was relayed, in order. */
	get relayed(): string[] {
		return this.connection.relayed.map((whatsappId) => whatsappId.slice('wa-'.length));
	}

	message(id: string): StoredMessage {
		const message = this.store.get('sales', id);
		if (!message) throw new Error(`There is no message ${id}.`);
		return message;
	}

	#contentOf({ id, text }: StoredMessage): Promise<OutgoingContent> {
		if (this.#unpreparable.has(id)) return Promise.reject(new Error('broken'));
		return Promise.resolve({ kind: 'text', text: text ?? '', ...NO_EXTRAS });
	}

	override close(): void {
		this.outboxes.close();
		super.close();
	}
}

/** What is different about a message; `chat` is an id. */
type AcceptChange = Partial<Omit<NewMessage, 'chat'>> & { chat?: string };

const NO_EXTRAS = { linkPreview: null, replyTo: null, mentions: [] } as const;
