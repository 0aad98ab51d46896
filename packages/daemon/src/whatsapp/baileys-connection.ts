import type { TypingState } from '@waypost/contract';
import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { AuthState } from './auth-state.js';
import type { Baileys, WAMessage, WASocket } from './baileys.js';
import { baileysLogger } from './baileys-logger.js';
import { ChatActions } from './chat-actions.js';
import { ChatAddressing } from './chat-addressing.js';
import { ConnectionUpdates, type ConnectionUpdate } from './connection-updates.js';
import { CredentialsError } from './credentials-error.js';
import { withDeadline } from './deadline.js';
import { Departures } from './departures.js';
import { closedBy, closedByHttp, linkAware, lost } from './disconnect-reason.js';
import { Groups } from './groups.js';
import { IncomingTraffic } from './incoming-traffic.js';
import { requestReupload } from './media-reupload.js';
import { MessageSender, type MessageSenderOptions } from './message-sender.js';
import { checkNumbers } from './number-check.js';
import { requestPairingCode } from './pairing-code.js';
import { storeBeforeSending } from './ratchet-first.js';
import { removeDevice } from './remove-device.js';
import type { RetryCounters } from './retry-counters.js';
import { socketConfig, type Tuning } from './socket-config.js';
import {
	abandonQueries,
	boundClosing,
	guardListeners,
	onHttpAnswer,
	onStanza,
	terminate,
} from './socket-guards.js';
import { Watchdogs } from './watchdogs.js';
import type {
	Address,
	Closed,
	ConnectionEvents,
	GroupInfo,
	MessageKey,
	OutgoingContent,
	TimeLock,
	WhatsAppConnection,
} from './whatsapp-connection.js';

const TRAFFIC_EVERY_MS = 1000;
/** Baileys' `end()` is bounded; this is for the case that it never says so. */
const END_TIMEOUT_MS = 3000;

export interface BaileysConnectionOptions {
	baileys: Baileys;
	sessionId: string;
	auth: AuthState;
	/** WhatsApp's own address when null. */
	url: string | null;
	tuning: Tuning;
	clock: Clock;
	logger: Logger;
	retryCounters: RetryCounters;
	events: ConnectionEvents;
	sentMessage(whatsappId: string): Uint8Array | undefined;
	phoneNumberOf(lid: string): string | undefined;
}

type SendingTools = Pick<
	MessageSenderOptions,
	'sock' | 'within' | 'addressing' | 'groups' | 'isOpen'
>;

interface Ended {
	lastDisconnect?: { error: unknown } | undefined;
}

/**
 * One Baileys socket with the guards it needs. It ends once, whoever ends it: WhatsApp, the network,
 * a watchdog, a failing store or {@link close}; `closed` is the last thing it tells.
 */
export class BaileysConnection implements WhatsAppConnection {
	readonly #options: BaileysConnectionOptions;
	readonly #sock: WASocket;
	readonly #incoming: IncomingTraffic;
	readonly #groups: Groups;
	readonly #departures = new Departures();
	readonly #sender: MessageSender;
	readonly #actions: ChatActions;
	readonly #watchdogs: Watchdogs;
	readonly #updates: ConnectionUpdates;
	readonly #ended = Promise.withResolvers<never>();
	readonly #done = Promise.withResolvers<void>();
	#ending: Closed | undefined;
	#finished = false;
	#nextTrafficAt = 0;
	#cancelEndTimer: CancelTimer = () => {};

	constructor(options: BaileysConnectionOptions) {
		this.#options = options;
		this.#ended.promise.catch(() => {});
		options.auth.onFailure = (error) => this.fail(error);
		this.#incoming = this.#createIncoming();
		this.#sock = this.#createSocket();
		this.#groups = this.#createGroups();
		const tools = this.#sendingTools();
		this.#sender = this.#createSender(tools);
		this.#actions = new ChatActions(tools);
		this.#watchdogs = new Watchdogs({
			...options,
			onTimeout: (detail) => this.#end({ ...lost(detail), reason: 'timed-out' }),
		});
		this.#updates = this.#createUpdates();
		this.#guard();
		this.#listen();
		this.#watchdogs.expectProgress();
	}

	/** Settles when this connection has ended and will call nothing more. */
	get done(): Promise<void> {
		return this.#done.promise;
	}

	/** The store failed: what is in memory may be ahead of it and must not be used any further. */
	fail(error: unknown): void {
		const { logger, sessionId } = this.#options;
		logger.error({ sessionId, err: error }, 'the store failed under a connection');
		const detail = error instanceof Error ? error.message : 'The store failed.';
		const damaged = error instanceof CredentialsError;
		this.#end({
			...lost(detail),
			reason: damaged ? 'bad-credentials' : 'storage-unavailable',
		});
		terminate(this.#sock);
	}

	requestPairingCode(phoneNumber: string): Promise<string> {
		return requestPairingCode({ sock: this.#sock, within: this.#within }, phoneNumber);
	}

	prepare(
		content: OutgoingContent,
		to: { chatId: string; whatsappId: string },
	): Promise<Uint8Array> {
		return this.#sender.prepare(content, to);
	}

	relay(message: Parameters<WhatsAppConnection['relay']>[0]): Promise<void> {
		return this.#sender.relay(message);
	}

	markRead(messages: readonly MessageKey[]): Promise<void> {
		return this.#actions.markRead(messages);
	}

	showTyping(chatId: string, state: TypingState): Promise<void> {
		return this.#actions.showTyping(chatId, state);
	}

	groups(): Promise<GroupInfo[]> {
		return this.#groups.all();
	}

	group(id: string): Promise<GroupInfo> {
		return this.#groups.one(id);
	}

	timeLock(): Promise<TimeLock | null> {
		return this.#actions.timeLock();
	}

	requestReupload(key: MessageKey, content: Uint8Array): Promise<Uint8Array> {
		const { baileys } = this.#options;
		return requestReupload({ baileys, ...this.#sendingTools() }, key, content);
	}

	async checkNumbers(phoneNumbers: readonly string[]): Promise<Map<string, Address | null>> {
		const found = await checkNumbers({ sock: this.#sock, within: this.#within }, phoneNumbers);
		this.#incoming.learn([...found.values()]);
		return found;
	}

	async unlink(timeoutMs: number): Promise<boolean> {
		const jid = this.#options.auth.creds.me?.id;
		if (!jid || !this.#isOpen()) return false;
		// Baileys' own logout() ends the socket without waiting for WhatsApp's answer.
		const query: Promise<unknown> = this.#sock.query(removeDevice(jid), timeoutMs);
		const answer = await this.#within(query, 'the unlinking', timeoutMs).catch(() => undefined);
		const removed = answer !== undefined || this.#endedAs('logged-out');
		if (removed) this.#end({ ...lost('Unlinked on request.'), reason: 'logged-out' });
		return removed;
	}

	async close(): Promise<void> {
		this.#end({ ...lost('Closed on request.'), reason: 'by-user' });
		await this.#done.promise;
	}

	#createIncoming(): IncomingTraffic {
		return new IncomingTraffic({
			...this.#options,
			tell: (say) => this.#tell(say),
			isActive: () => !this.#ending,
		});
	}

	#createSocket(): WASocket {
		const { baileys } = this.#options;
		const { makeSignalRepository } = baileys.DEFAULT_CONNECTION_CONFIG;
		return baileys.makeWASocket(
			socketConfig({
				...this.#options,
				logger: this.#baileysLogger(),
				getMessage: (id) => this.#sentMessage(id),
				makeSignalRepository: storeBeforeSending(this.#incoming.journalled(makeSignalRepository)),
				beforeLeaving: this.#departures.pass,
				groupMetadata: (id) => this.#groups.metadata(id),
			}),
		);
	}

	#sendingTools(): SendingTools {
		const [sock, within, groups] = [this.#sock, this.#within, this.#groups];
		const addressing = new ChatAddressing({ sock, within, metadata: groups.metadata });
		return { sock, within, groups, addressing, isOpen: () => this.#isOpen() };
	}

	#createGroups(): Groups {
		return new Groups({
			...{ sock: this.#sock, within: this.#within, people: () => this.#incoming.people() },
			queryTimeoutMs: this.#options.tuning.queryTimeoutMs,
			isOpen: () => this.#isOpen(),
		});
	}

	#createSender(tools: SendingTools): MessageSender {
		const { baileys, clock } = this.#options;
		return new MessageSender({
			...tools,
			baileys,
			logger: this.#baileysLogger(),
			departures: this.#departures,
			now: () => clock.now(),
			onPoisonedUpload: () =>
				this.#end(lost('WhatsApp did not name its upload servers; a new socket asks again.')),
		});
	}

	#baileysLogger() {
		const { logger, sessionId } = this.#options;
		return baileysLogger(logger.child({ sessionId }), () => !this.#ending && !this.#finished);
	}

	readonly #within = <T>(
		work: Promise<T>,
		what: string,
		ms = this.#options.tuning.queryTimeoutMs,
	): Promise<T> => withDeadline(work, { ms, what, end: this.#ended.promise });

	#guard(): void {
		guardListeners(this.#sock, (event, error) => {
			const words = error instanceof Error ? error.message : String(error);
			this.#end(lost(`A stanza could not be handled (${event.split(',')[0]}): ${words}`));
		});
		boundClosing(this.#sock);
		onHttpAnswer(this.#sock, (status, retryAfter) =>
			this.#end(closedByHttp(status, retryAfter, this.#options.clock.now())),
		);
	}

	#listen(): void {
		const { ev, ws } = this.#sock;
		ev.on('creds.update', () => this.#options.auth.save());
		ev.on('connection.update', (update) => this.#onUpdate(update as ConnectionUpdate & Ended));
		this.#groups.listen();
		this.#incoming.listen(this.#sock);
		onStanza(this.#sock, 'CB:success', () => this.#watchdogs.progress());
		ws.on('frame', () => this.#onFrame());
	}

	#onUpdate(update: ConnectionUpdate & Ended): void {
		if (update.connection === 'close') return this.#finish(update.lastDisconnect?.error);
		if (!this.#ending) this.#updates.take(update);
	}

	#createUpdates(): ConnectionUpdates {
		return new ConnectionUpdates({
			...this.#options,
			watchdogs: this.#watchdogs,
			tell: (say) => this.#tell(say),
			onCaughtUp: () => void this.#incoming.onCaughtUp(),
		});
	}

	#onFrame(): void {
		this.#watchdogs.frame();
		const now = performance.now();
		if (now < this.#nextTrafficAt) return;
		this.#nextTrafficAt = now + TRAFFIC_EVERY_MS;
		this.#tell((events) => events.traffic());
	}

	#sentMessage(whatsappId: string): WAMessage['message'] {
		const content = this.#options.sentMessage(whatsappId);
		return content && this.#options.baileys.proto.Message.decode(content);
	}

	/** Nothing is told after `closed`; what a listener throws means that it could not store it. */
	#tell(say: (events: ConnectionEvents) => void): void {
		if (this.#finished) return;
		try {
			say(this.#options.events);
		} catch (error) {
			this.fail(error);
		}
	}

	#isOpen(): boolean {
		return this.#updates.isOpen && !this.#ending;
	}

	#endedAs(reason: Closed['reason']): boolean {
		return this.#ending?.reason === reason;
	}

	/** Starts the end; {@link #finish} follows when Baileys has let go of the socket. */
	#end(closed: Closed): void {
		if (this.#ending || this.#finished) return;
		this.#ending = closed;
		this.#ended.reject(new Error(closed.detail));
		void Promise.resolve(this.#sock.end(undefined)).catch(() => {});
		if (this.#finished) return;
		this.#cancelEndTimer = this.#options.clock.after(END_TIMEOUT_MS, () => this.#finish(undefined));
	}

	#finish(error: unknown): void {
		if (this.#finished) return;
		const { auth, events, logger, sessionId } = this.#options;
		this.#ending ??= linkAware(closedBy(error), auth.linked);
		this.#ended.reject(new Error(this.#ending.detail));
		this.#cancelEndTimer();
		this.#watchdogs.close();
		auth.revoke();
		this.#finished = true;
		try {
			events.closed(this.#ending);
		} catch (err) {
			logger.error({ sessionId, err }, 'the end of a connection could not be recorded');
		}
		// After Baileys' own end, so that its last answers still find who waits for them.
		setImmediate(() => abandonQueries(this.#sock));
		this.#done.resolve();
	}
}
