import type { LinkMethod, Pacing, SessionState } from '@waypost/contract';
import type { Logger } from 'pino';
import type { EventLog } from '../events/event-log.js';
import { type Clock, toIsoOrNull } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Database } from '../storage/database.js';
import type { SessionCredentials } from '../storage/session-credentials.js';
import type {
	Account,
	Closed,
	ConnectionEvents,
	WhatsAppConnection,
	WhatsAppConnector,
} from '../whatsapp/whatsapp-connection.js';
import { checkCredentials } from './credentials-check.js';
import { ConnectionSlot } from './connection-slot.js';
import { LinkAttempt, type LinkCode } from './link-attempt.js';
import type { MessageTraffic } from './message-traffic.js';
import { effectivePacing } from './pacing-settings.js';
import { Reconnection } from './reconnection.js';
import { SessionLifecycle } from './session-lifecycle.js';
import { SessionRestriction } from './session-restriction.js';
import type { StoredReason } from './session-state.js';
import { SessionWork } from './session-work.js';
import type { SessionRecord, SessionsStore } from './sessions.store.js';

export interface SessionOptions {
	record: SessionRecord;
	database: Database;
	store: SessionsStore;
	credentials: SessionCredentials;
	connector: WhatsAppConnector;
	events: EventLog;
	traffic: MessageTraffic;
	/** False in the sandbox: there is no number to protect. */
	isLive: boolean;
	clock: Clock;
	logger: Logger;
}

/**
 * One WhatsApp account held by the daemon: owns at most one connection, and is the only writer of
 * its state. Every connection has a generation; what an older one still says is not heard.
 */
export class Session {
	readonly #options: SessionOptions;
	readonly #logger: Logger;
	readonly #slot: ConnectionSlot;
	readonly #lifecycle: SessionLifecycle;
	readonly #reconnection: Reconnection;
	readonly #work: SessionWork;
	/** What WhatsApp does not let this number do. */
	readonly restriction: SessionRestriction;
	#link: LinkAttempt | null = null;
	#lastTrafficAt: number | null = null;
	#syncing = false;
	/** A user's unlink is under way: WhatsApp confirms it by throwing the device out. */
	#isUnlinking = false;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#logger = options.logger.child({ sessionId: options.record.id });
		this.#work = new SessionWork({ logger: this.#logger });
		this.#lifecycle = new SessionLifecycle({ ...options, logger: this.#logger });
		this.restriction = new SessionRestriction({ ...options, lifecycle: this.#lifecycle });
		this.#reconnection = new Reconnection(options);
		this.#slot = new ConnectionSlot({
			sessionId: options.record.id,
			connector: options.connector,
			credentials: options.credentials,
			sentMessage: (whatsappId) => options.traffic.sentMessage(options.record.id, whatsappId),
			phoneNumberOf: (lid) => options.traffic.phoneNumberOf(options.record.id, lid),
			logger: this.#logger,
		});
	}

	get record(): Readonly<SessionRecord> {
		return this.#lifecycle.record;
	}

	get state(): SessionState {
		return this.#lifecycle.state;
	}

	get reason(): StoredReason | null {
		return this.#lifecycle.reason;
	}

	/** The codes of a link in progress; null unless `linking`. */
	get link(): LinkCode | null {
		return this.state === 'linking' ? this.#link : null;
	}

	/** The open connection; null unless `connected`. */
	get connection(): WhatsAppConnection | null {
		return this.state === 'connected' ? this.#slot.connection : null;
	}

	/** The limits that hold for its sends. */
	get pacing(): Pacing {
		const { isLive, clock } = this.#options;
		const { pacing = null, linkedAt } = this.record;
		return effectivePacing(pacing, { isLive, linkedAt, now: clock.now() });
	}

	get times() {
		return {
			connectedAt: this.state === 'connected' ? this.#reconnection.connectedAt : null,
			lastTrafficAt: this.#lastTrafficAt,
			nextAttemptAt: this.#reconnection.nextAttemptAt,
			syncing: this.#syncing,
		};
	}

	/** Brings the session back at the start of the daemon; `connect` says whether it may open a socket. */
	restore(connect: boolean): Promise<void> {
		return this.#work.request(async () => {
			if (!(await this.#findCredentials())) return;
			const held = this.record.heldBecause;
			if (held) this.#lifecycle.enter('stopped', held);
			else if (connect) await this.#open('connecting', null);
			// `autoStart` decides again at each start.
			else this.#lifecycle.enter('stopped', BY_USER, { heldBecause: null });
		});
	}

	/**
	 * Is there a link to connect with? Stops the session when it is damaged, and corrects the record
	 * after a crash in the middle of linking.
	 */
	async #findCredentials(): Promise<boolean> {
		const wasLinked = this.record.linkedAt !== null;
		const logger = this.#logger;
		const found = await checkCredentials({ ...this.#options, wasLinked, logger });
		if (found === 'damaged' && this.state !== 'stopped') {
			this.#lifecycle.enter('stopped', { code: 'bad-credentials', upstreamCode: null });
		}
		if (found === 'linked' && !wasLinked) {
			this.#lifecycle.save({ linkedAt: this.#options.clock.now(), unlinkedBecause: null });
		}
		// A store that failed now may be back in a moment: connecting finds out, and tries again.
		return found === 'linked' || (found === 'unknown' && wasLinked);
	}

	/**
	 * @throws WaypostError SESSION_ALREADY_LINKED, also for credentials that cannot be read: only an
	 * unlink may forget them.
	 */
	startLinking(method: LinkMethod, phoneNumber: string | null): Promise<void> {
		return this.#work.request(async () => {
			if (this.state === 'linking' && this.#link?.isFor(method, phoneNumber)) return;
			if (this.record.linkedAt !== null || this.state === 'stopped') throw alreadyLinked(this);
			await this.#drop();
			if (this.state === 'linking') this.#lifecycle.enter('unlinked', null);
			await this.#options.credentials.clear();
			this.#link = this.#newLink(method, phoneNumber);
			await this.#open('linking', null);
		});
	}

	#newLink(method: LinkMethod, phoneNumber: string | null): LinkAttempt {
		const { clock, events } = this.#options;
		return new LinkAttempt({
			method,
			phoneNumber,
			clock,
			requestPairingCode: (number) => this.#slot.with((open) => open.requestPairingCode(number)),
			onCode: ({ attempt, expiresAt }) =>
				events.publish('session.link', this.record.id, {
					method,
					attempt,
					expiresAt: toIsoOrNull(expiresAt),
				}),
			onRefused: (err) => this.#onPairingRefused(err),
		});
	}

	#onPairingRefused(err: unknown): void {
		const { link } = this;
		this.#logger.warn({ err }, 'WhatsApp gave no pairing code');
		this.#work.inBackground(async () => {
			if (link === null || link !== this.link) return;
			await this.#drop();
			await this.#options.credentials.clear();
			this.#lifecycle.enter('unlinked', { code: 'pairing-failed', upstreamCode: null });
		});
	}

	/**
	 * Connects a linked session; does nothing when it is connected or on its way.
	 *
	 * @throws WaypostError SESSION_NOT_LINKED
	 */
	start(): Promise<void> {
		return this.#work.request(async () => {
			if (this.state === 'unlinked' || this.state === 'linking') {
				throw new WaypostError('SESSION_NOT_LINKED');
			}
			if (this.state === 'connecting' || this.state === 'connected') return;
			this.#reconnection.reset();
			if (!(await this.#findCredentials())) return;
			await this.#open('connecting', null);
		});
	}

	/** Disconnects and keeps the credentials; ends a link that no phone has accepted yet. */
	stop(): Promise<void> {
		return this.#work.request(async () => {
			await this.#drop();
			if (this.state === 'linking' && this.record.linkedAt === null) {
				await this.#options.credentials.clear();
				this.#lifecycle.enter('unlinked', BY_USER);
			} else if (this.state !== 'unlinked' && this.state !== 'stopped') {
				this.#lifecycle.enter('stopped', BY_USER);
			}
		});
	}

	/**
	 * Revokes the link at WhatsApp and forgets the credentials. What waits in the outbox is cancelled.
	 *
	 * @returns whether WhatsApp confirmed it within `timeoutMs`; here it is gone in any case.
	 */
	unlink(timeoutMs: number): Promise<boolean> {
		return this.#work.request(async () => {
			this.#isUnlinking = true;
			const confirmed = await this.#unlinkAtWhatsApp(timeoutMs).finally(() => {
				this.#isUnlinking = false;
			});
			await this.#drop();
			await this.#options.credentials.clear();
			this.#options.traffic.cancelWaiting(this.record.id);
			if (this.state !== 'unlinked') this.#lifecycle.enter('unlinked', BY_USER);
			return confirmed;
		});
	}

	async #unlinkAtWhatsApp(timeoutMs: number): Promise<boolean> {
		return (await this.connection?.unlink(timeoutMs)) ?? this.record.linkedAt === null;
	}

	update(change: Partial<Pick<SessionRecord, 'name' | 'autoStart' | 'pacing'>>): void {
		this.#lifecycle.save(change);
	}

	/**
	 * Ends the socket and keeps the state for the next start.
	 *
	 * @param ended - what everything asked of it from now on is answered with.
	 */
	close(ended = new WaypostError('SHUTTING_DOWN')): Promise<void> {
		this.restriction.close();
		return this.#work.end(ended, () => this.#drop());
	}

	// --- the connection -------------------------------------------------------------------------

	async #open(state: 'linking' | 'connecting', reason: StoredReason | null): Promise<void> {
		if (this.#work.hasEnded) return;
		this.#reconnection.cancel();
		this.#lifecycle.enter(state, reason);
		await this.#slot.open(this.#listeners());
	}

	/** Ends the connection, if any, without a change of state. */
	async #drop(): Promise<void> {
		this.#reconnection.cancel();
		this.#syncing = false;
		if (this.state === 'connected') this.#options.traffic.disconnected(this.record.id);
		await this.#slot.drop();
	}

	#listeners(): ConnectionEvents {
		const { traffic, clock } = this.#options;
		const { id } = this.record;
		return {
			qr: (code) => this.#link?.onQr(code),
			paired: () => this.#lifecycle.save({ linkedAt: clock.now(), unlinkedBecause: null }),
			opened: (account) => this.#onOpened(account),
			caughtUp: () => {
				this.#syncing = false;
			},
			traffic: () => {
				this.#lastTrafficAt = clock.now();
			},
			ack: (ack) => traffic.ack(id, ack),
			receipt: (receipt) => traffic.receipt(id, receipt),
			message: (message) => traffic.message(id, message),
			changed: (change) => traffic.changed(id, change),
			groupChanged: (notice) => traffic.groupChanged(id, notice),
			contact: (contact) => traffic.contact(id, contact),
			restricted: (lock) => traffic.restricted(id, lock),
			closed: (closed) => this.#onClosed(closed),
		};
	}

	#onOpened(account: Account): void {
		const { traffic, clock } = this.#options;
		const before = this.record.phoneNumber;
		if (before !== null && before !== account.phoneNumber) traffic.cancelWaiting(this.record.id);
		this.#reconnection.onConnected();
		this.#syncing = true;
		this.#lifecycle.enter('connected', null, {
			phoneNumber: account.phoneNumber,
			lid: account.lid,
			pushName: account.pushName ?? this.record.pushName,
			linkedAt: this.record.linkedAt ?? clock.now(),
		});
		void this.#slot.with((connection) => traffic.connected(this.record.id, connection));
	}

	#onClosed(closed: Closed): void {
		this.#logger.info({ ...closed, state: this.state }, 'the connection ended');
		const reason: StoredReason = { code: closed.reason, upstreamCode: closed.upstreamCode };
		this.#syncing = false;
		if (this.state === 'connected') this.#options.traffic.disconnected(this.record.id);
		if (this.state === 'linking') this.#onLinkEnded(reason);
		else this.#react(closed, reason);
	}

	#onLinkEnded(reason: StoredReason): void {
		if (this.record.linkedAt !== null) {
			// The phone accepted this device: WhatsApp asks for a restart then, or the line broke just before.
			this.#work.inBackground(async () => {
				if (this.state === 'linking') await this.#open('connecting', reason);
			});
			return;
		}
		const code = reason.code === 'restart-required' ? 'pairing-failed' : reason.code;
		this.#lifecycle.enter('unlinked', { ...reason, code });
		this.#work.inBackground(() => this.#options.credentials.clear());
	}

	#react(closed: Closed, reason: StoredReason): void {
		const reaction = this.#reconnection.onClosed(closed);
		switch (reaction.kind) {
			case 'unlink':
				this.#lifecycle.enter('unlinked', this.#isUnlinking ? BY_USER : reason);
				this.#work.inBackground(() => this.#options.credentials.quarantine());
				return;
			case 'stop':
				this.#lifecycle.enter('stopped', reason);
				return;
			case 'reconnect':
				this.#reconnection.schedule(reaction.ms, () => this.#reopen());
				this.#lifecycle.enter('reconnecting', reason);
		}
	}

	#reopen(): void {
		this.#work.inBackground(async () => {
			if (this.state !== 'reconnecting') return;
			this.#reconnection.cancel();
			if (!(await this.#findCredentials())) return;
			await this.#open('connecting', this.reason);
		});
	}
}

const BY_USER: StoredReason = { code: 'by-user', upstreamCode: null };

const alreadyLinked = ({ record, state }: Session): WaypostError =>
	new WaypostError(
		'SESSION_ALREADY_LINKED',
		`Session '${record.id}' is linked to ${record.phoneNumber ?? 'a phone'} already. ${
			state === 'stopped' ? 'Start it, or unlink' : 'Unlink'
		} it to link another phone.`,
	);
