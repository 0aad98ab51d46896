import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { AuthState } from './auth-state.js';
import type { Baileys, BinaryNode, WAMessage, WASocket } from './baileys.js';
import { baileysLogger } from './baileys-logger.js';
import { CredentialsError } from './credentials-error.js';
import { withDeadline } from './deadline.js';
import { closedBy, closedByHttp, linkAware, lost } from './disconnect-reason.js';
import { IncomingMessages } from './incoming-messages.js';
import { ownAddress } from './jid.js';
import { MessageSender } from './message-sender.js';
import { checkNumbers } from './number-check.js';
import { requestPairingCode } from './pairing-code.js';
import { removeDevice } from './remove-device.js';
import { toAck, toReceipt } from './receipt.js';
import type { RetryCounters } from './retry-counters.js';
import { socketConfig, type Tuning } from './socket-config.js';
import {
	abandonQueries,
	beforeMessage,
	boundClosing,
	guardListeners,
	onHttpAnswer,
	onStanza,
	tapEvents,
	terminate,
} from './socket-guards.js';
import { Watchdogs } from './watchdogs.js';
import type {
	Address,
	Closed,
	ConnectionEvents,
	OutgoingContent,
	WhatsAppConnection,
} from './whatsapp-connection.js';

/** WhatsApp shows the first QR code longer than the others (`Socket/socket.js`, genPairQR). */
const FIRST_QR_MS = 60_000;
const NEXT_QR_MS = 20_000;
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
}

interface ConnectionUpdate {
	connection?: string;
	qr?: string | undefined;
	isNewLogin?: boolean;
	receivedPendingNotifications?: boolean;
	lastDisconnect?: { error: unknown } | undefined;
}

/**
 * One Baileys socket with the guards it needs. It ends once, whoever ends it: WhatsApp, the network,
 * a watchdog, a failing store or {@link close}; `closed` is the last thing it tells.
 */
export class BaileysConnection implements WhatsAppConnection {
	readonly #options: BaileysConnectionOptions;
	readonly #sock: WASocket;
	readonly #incoming: IncomingMessages;
	readonly #sender: MessageSender;
	readonly #watchdogs: Watchdogs;
	readonly #ended = Promise.withResolvers<never>();
	readonly #done = Promise.withResolvers<void>();
	#ending: Closed | undefined;
	#finished = false;
	#open = false;
	#caughtUp: 'no' | 'announced' | 'told' = 'no';
	#qrCodes = 0;
	#nextTrafficAt = 0;
	#cancelEndTimer: CancelTimer = () => {};

	constructor(options: BaileysConnectionOptions) {
		this.#options = options;
		this.#ended.promise.catch(() => {});
		options.auth.onFailure = (error) => this.fail(error);
		this.#incoming = this.#createIncoming();
		this.#sock = this.#createSocket();
		this.#sender = this.#createSender();
		this.#watchdogs = new Watchdogs({
			...options,
			onTimeout: (detail) => this.#end({ ...lost(detail), reason: 'timed-out' }),
		});
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

	relay(message: { chatId: string; whatsappId: string; content: Uint8Array }): Promise<void> {
		return this.#sender.relay(message);
	}

	checkNumbers(phoneNumbers: readonly string[]): Promise<Map<string, Address | null>> {
		return checkNumbers({ sock: this.#sock, within: this.#within }, phoneNumbers);
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

	#createIncoming(): IncomingMessages {
		const { baileys, clock, auth } = this.#options;
		return new IncomingMessages({
			baileys,
			own: () => ownAddress(auth.creds.me),
			now: () => clock.now(),
			onMessage: (message) => this.#tell((events) => events.message(message)),
			forget: (type, ids) => auth.forget(type, ids),
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
				makeSignalRepository: this.#incoming.journal.around(makeSignalRepository),
			}),
		);
	}

	#createSender(): MessageSender {
		return new MessageSender({
			baileys: this.#options.baileys,
			sock: this.#sock,
			logger: this.#baileysLogger(),
			within: this.#within,
			isOpen: () => this.#isOpen(),
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
		ev.on('connection.update', (update) => this.#onUpdate(update as ConnectionUpdate));
		tapEvents(this.#sock, (event, data) => this.#incoming.onEvent(event, data));
		beforeMessage(this.#sock, (stanza) => this.#incoming.journal.arrived(stanza));
		onStanza(this.#sock, 'CB:success', () => this.#watchdogs.progress());
		onStanza(this.#sock, 'CB:ack,class:message', (node) => this.#onAck(node));
		onStanza(this.#sock, 'CB:receipt', (node) => this.#onReceipt(node));
		ws.on('frame', () => this.#onFrame());
	}

	#onUpdate(update: ConnectionUpdate): void {
		if (update.connection === 'close') return this.#finish(update.lastDisconnect?.error);
		if (this.#ending) return;
		if (update.qr) this.#onQr(update.qr);
		if (update.isNewLogin) this.#onPaired();
		if (update.connection === 'open') this.#onOpen();
		if (update.receivedPendingNotifications) this.#onCaughtUp();
	}

	#onQr(text: string): void {
		this.#watchdogs.progress();
		const { tuning, clock } = this.#options;
		const shownMs = tuning.qrTimeoutMs ?? (this.#qrCodes === 0 ? FIRST_QR_MS : NEXT_QR_MS);
		this.#qrCodes += 1;
		this.#tell((events) => events.qr({ text, expiresAt: clock.now() + shownMs }));
	}

	#onPaired(): void {
		// WhatsApp closes now, so that the device logs in; it must not be able to forget that.
		this.#watchdogs.expectProgress();
		this.#tell((events) => events.paired());
	}

	#onOpen(): void {
		const { phoneNumber, lid, name } = ownAddress(this.#options.auth.creds.me);
		this.#watchdogs.progress();
		this.#open = true;
		this.#tell((events) => events.opened({ phoneNumber: phoneNumber ?? '', lid, pushName: name }));
		if (this.#caughtUp === 'announced') return this.#tellCaughtUp();
		this.#watchdogs.expectCatchUp(() => this.#onCatchUpMissing());
	}

	/** It can come before the login is through, while keys are still being uploaded. */
	#onCaughtUp(): void {
		if (this.#caughtUp !== 'no') return;
		this.#caughtUp = 'announced';
		if (this.#open) this.#tellCaughtUp();
	}

	#onCatchUpMissing(): void {
		const { logger, sessionId } = this.#options;
		logger.warn({ sessionId }, 'WhatsApp did not announce the end of the backlog');
		this.#sock.ev.flush();
		this.#tellCaughtUp();
	}

	#tellCaughtUp(): void {
		this.#watchdogs.caughtUp();
		if (this.#caughtUp === 'told') return;
		this.#caughtUp = 'told';
		this.#tell((events) => events.caughtUp());
	}

	#onAck(node: BinaryNode): void {
		const ack = toAck(node, this.#options.clock.now());
		if (ack) this.#tell((events) => events.ack(ack));
	}

	#onReceipt(node: BinaryNode): void {
		const { me } = this.#options.auth.creds;
		const own = { jid: me?.id ?? null, lid: me?.lid ?? null };
		const receipt = toReceipt(node, own, this.#options.clock.now());
		if (receipt) this.#tell((events) => events.receipt(receipt));
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
		return this.#open && !this.#ending;
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
