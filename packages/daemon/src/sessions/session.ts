import assert from 'node:assert/strict';
import type { LinkMethod, SessionState } from '@waypost/contract';
import type { Logger } from 'pino';
import type { EventLog } from '../events/event-log.js';
import { type CancelTimer, type Clock, toIsoOrNull } from '../runtime/clock.js';
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
import type { MessageTraffic } from './message-traffic.js';
import { reactionTo, STABLE_MS } from './reconnect-policy.js';
import { describeReason, NEXT, type StoredReason } from './session-state.js';
import type { SessionRecord, SessionsStore } from './sessions.store.js';

export interface SessionOptions {
	record: SessionRecord;
	database: Database;
	store: SessionsStore;
	credentials: SessionCredentials;
	connector: WhatsAppConnector;
	events: EventLog;
	traffic: MessageTraffic;
	clock: Clock;
	logger: Logger;
}

/** A link in progress. The codes are secrets. */
export interface LinkCode {
	method: LinkMethod;
	/** For `code`: E.164 of the phone to link. */
	phoneNumber: string | null;
	qr: string | null;
	pairingCode: string | null;
	/** Milliseconds since 1970. */
	expiresAt: number | null;
	/** Counts the codes shown, from 1; 0 before the first. */
	attempt: number;
}

/** How long a pairing code can be typed: WhatsApp closes the link socket after about this time. */
const PAIRING_CODE_MS = 160_000;

/**
 * One WhatsApp account held by the daemon: owns at most one connection, and is the only writer of
 * its state. Every connection has a generation; what an older one still says is not heard.
 */
export class Session {
	readonly #options: SessionOptions;
	readonly #logger: Logger;
	#record: SessionRecord;
	#state: SessionState = 'unlinked';
	#reason: StoredReason | null;
	#connection: WhatsAppConnection | null = null;
	#generation = 0;
	#failures = 0;
	#link: LinkCode | null = null;
	#cancelTimer: CancelTimer = () => {};
	#connectedAt: number | null = null;
	#lastTrafficAt: number | null = null;
	#nextAttemptAt: number | null = null;
	#syncing = false;
	#isEnding = false;
	/** Work that must not overlap: opening, closing, unlinking. */
	#work: Promise<unknown> = Promise.resolve();

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#record = options.record;
		this.#reason = options.record.unlinkedBecause;
		this.#logger = options.logger.child({ sessionId: options.record.id });
	}

	get record(): Readonly<SessionRecord> {
		return this.#record;
	}

	get state(): SessionState {
		return this.#state;
	}

	get reason(): StoredReason | null {
		return this.#reason;
	}

	get link(): Readonly<LinkCode> | null {
		return this.#link;
	}

	/** The open connection; null unless `connected`. */
	get connection(): WhatsAppConnection | null {
		return this.#state === 'connected' ? this.#connection : null;
	}

	get times() {
		return {
			connectedAt: this.#connectedAt,
			lastTrafficAt: this.#lastTrafficAt,
			nextAttemptAt: this.#nextAttemptAt,
			syncing: this.#syncing,
		};
	}

	/** Brings the session back at the start of the daemon; `connect` says whether it may open a socket. */
	restore(connect: boolean): Promise<void> {
		return this.#serially(async () => {
			if (!(await this.#findCredentials())) return;
			const held = this.#record.heldBecause;
			if (held) this.#enter('stopped', held);
			else if (connect) await this.#open('connecting', null);
			else this.#enter('stopped', { code: 'by-user', upstreamCode: null });
		});
	}

	/**
	 * Are there credentials? Corrects the record after a crash in the middle of linking; missing or
	 * unreadable ones of a linked session are a fault for a person to mend, never a new identity.
	 */
	async #findCredentials(): Promise<boolean> {
		const { connector, credentials } = this.#options;
		const damaged = () => {
			this.#enter('stopped', { code: 'bad-credentials', upstreamCode: null });
			return false;
		};
		let linked: boolean;
		try {
			linked = await connector.isLinked(credentials);
		} catch (err) {
			this.#logger.error({ err }, 'the stored credentials cannot be read');
			return damaged();
		}
		if (linked && this.#record.linkedAt === null) {
			this.#save({ linkedAt: this.#options.clock.now(), unlinkedBecause: null });
		}
		if (!linked && this.#record.linkedAt !== null) return damaged();
		return linked;
	}

	/**
	 * @throws WaypostError SESSION_ALREADY_LINKED
	 */
	startLinking(method: LinkMethod, phoneNumber: string | null): Promise<void> {
		return this.#serially(async () => {
			if (this.#isSameLink(method, phoneNumber)) return;
			if (this.#record.linkedAt !== null) throw this.#alreadyLinked();
			await this.#drop();
			if (this.#state === 'linking') this.#enter('unlinked', null);
			await this.#options.credentials.clear();
			this.#link = {
				method,
				phoneNumber,
				qr: null,
				pairingCode: null,
				expiresAt: null,
				attempt: 0,
			};
			await this.#open('linking', null);
		});
	}

	#isSameLink(method: LinkMethod, phoneNumber: string | null): boolean {
		return (
			this.#state === 'linking' &&
			this.#link?.method === method &&
			this.#link.phoneNumber === phoneNumber
		);
	}

	#alreadyLinked(): WaypostError {
		const { id, phoneNumber } = this.#record;
		return new WaypostError(
			'SESSION_ALREADY_LINKED',
			this.#state === 'stopped'
				? `Session '${id}' is linked to ${phoneNumber ?? 'a phone'} and stopped. Start it, or unlink it to link another phone.`
				: `Session '${id}' is linked to ${phoneNumber ?? 'a phone'} already. Unlink it first to link another phone.`,
		);
	}

	/**
	 * Connects a linked session; does nothing when it is connected or on its way.
	 *
	 * @throws WaypostError SESSION_NOT_LINKED
	 */
	start(): Promise<void> {
		return this.#serially(async () => {
			if (this.#state === 'unlinked' || this.#state === 'linking') {
				throw new WaypostError('SESSION_NOT_LINKED');
			}
			if (this.#state === 'connecting' || this.#state === 'connected') return;
			this.#failures = 0;
			if (this.#state === 'stopped' && !(await this.#findCredentials())) return;
			await this.#open('connecting', null);
		});
	}

	/** Disconnects and keeps the credentials; ends a link in progress. */
	stop(): Promise<void> {
		return this.#serially(async () => {
			await this.#drop();
			const byUser: StoredReason = { code: 'by-user', upstreamCode: null };
			if (this.#state === 'linking') {
				await this.#options.credentials.clear();
				this.#enter('unlinked', byUser);
			} else if (this.#state !== 'unlinked' && this.#state !== 'stopped') {
				this.#enter('stopped', byUser);
			}
		});
	}

	/**
	 * Revokes the link at WhatsApp and forgets the credentials. What waits in the outbox is cancelled.
	 *
	 * @returns whether WhatsApp confirmed it within `timeoutMs`; here it is gone in any case.
	 */
	unlink(timeoutMs: number): Promise<boolean> {
		return this.#serially(async () => {
			const confirmed =
				this.#state === 'connected' && this.#connection
					? await this.#connection.unlink(timeoutMs)
					: this.#record.linkedAt === null;
			await this.#drop();
			await this.#options.credentials.clear();
			this.#options.traffic.cancelWaiting(this.#record.id);
			if (this.#state !== 'unlinked') {
				this.#enter('unlinked', { code: 'by-user', upstreamCode: null });
			}
			return confirmed;
		});
	}

	rename(change: { name?: string | undefined; autoStart?: boolean | undefined }): void {
		this.#save({
			...(change.name !== undefined && { name: change.name }),
			...(change.autoStart !== undefined && { autoStart: change.autoStart }),
		});
	}

	/** Ends the socket for the end of the process: the state is kept for the next start. */
	close(): Promise<void> {
		this.#isEnding = true;
		return this.#serially(() => this.#drop());
	}

	// --- the connection -------------------------------------------------------------------------

	async #open(state: 'linking' | 'connecting', reason: StoredReason | null): Promise<void> {
		if (this.#isEnding) return;
		const generation = ++this.#generation;
		this.#cancelTimer();
		this.#enter(state, reason);
		try {
			const connection = await this.#options.connector.open({
				sessionId: this.#record.id,
				credentials: this.#options.credentials,
				events: this.#listen(generation),
				sentMessage: (whatsappId) => this.#options.traffic.sentMessage(this.#record.id, whatsappId),
			});
			if (generation === this.#generation) this.#connection = connection;
			else await connection.close();
		} catch (err) {
			this.#logger.error({ err }, 'the connection could not be opened');
			if (generation === this.#generation) this.#onClosed(closedBecause(err));
		}
	}

	/** Ends the connection, if any, without a change of state; its later calls are not heard. */
	async #drop(): Promise<void> {
		this.#generation++;
		this.#cancelTimer();
		const connection = this.#connection;
		this.#connection = null;
		this.#syncing = false;
		if (this.#state === 'connected') this.#options.traffic.disconnected(this.#record.id);
		await connection?.close();
	}

	#listen(generation: number): ConnectionEvents {
		const { traffic } = this.#options;
		const { id } = this.#record;
		const heard = <A extends unknown[]>(listener: (...args: A) => void) => {
			return (...args: A) => {
				if (generation === this.#generation) listener(...args);
			};
		};
		return {
			qr: heard((code) => this.#onQr(code)),
			paired: heard(() =>
				this.#save({ linkedAt: this.#options.clock.now(), unlinkedBecause: null }),
			),
			opened: heard((account) => this.#onOpened(account)),
			caughtUp: heard(() => {
				this.#syncing = false;
			}),
			traffic: heard(() => {
				this.#lastTrafficAt = this.#options.clock.now();
			}),
			ack: heard((ack) => traffic.ack(id, ack)),
			receipt: heard((receipt) => traffic.receipt(id, receipt)),
			message: heard((message) => traffic.message(id, message)),
			closed: heard((closed) => this.#onClosed(closed)),
		};
	}

	#onQr({ text, expiresAt }: { text: string; expiresAt: number }): void {
		const link = this.#link;
		if (!link) return;
		if (link.method === 'qr') this.#showCode({ qr: text, expiresAt });
		else if (link.attempt === 0 && link.phoneNumber !== null) {
			// The first QR code means that the socket is ready for a pairing code.
			link.attempt = 1;
			void this.#requestPairingCode(link.phoneNumber, this.#generation);
		}
	}

	async #requestPairingCode(phoneNumber: string, generation: number): Promise<void> {
		try {
			const pairingCode = await this.#whenOpen(generation).then((connection) =>
				connection.requestPairingCode(phoneNumber),
			);
			if (generation !== this.#generation || !this.#link) return;
			this.#link.attempt = 0;
			this.#showCode({
				pairingCode,
				expiresAt: this.#options.clock.now() + PAIRING_CODE_MS,
			});
		} catch (err) {
			if (generation !== this.#generation) return;
			this.#logger.warn({ err }, 'WhatsApp gave no pairing code');
			await this.#serially(async () => {
				if (generation !== this.#generation) return;
				await this.#drop();
				await this.#options.credentials.clear();
				this.#enter('unlinked', { code: 'pairing-failed', upstreamCode: null });
			});
		}
	}

	/** The first QR code may come before `open()` has resolved. */
	async #whenOpen(generation: number): Promise<WhatsAppConnection> {
		if (!this.#connection) await this.#work;
		if (generation !== this.#generation || !this.#connection) {
			throw new Error('the link was given up');
		}
		return this.#connection;
	}

	#showCode(code: { qr?: string; pairingCode?: string; expiresAt: number }): void {
		const link = this.#link;
		if (!link) return;
		this.#link = { ...link, ...code, attempt: link.attempt + 1 };
		this.#options.events.publish('session.link', this.#record.id, {
			method: link.method,
			attempt: this.#link.attempt,
			expiresAt: toIsoOrNull(code.expiresAt),
		});
	}

	#onOpened(account: Account): void {
		const { traffic, clock } = this.#options;
		const before = this.#record.phoneNumber;
		const now = clock.now();
		if (before !== null && before !== account.phoneNumber) traffic.cancelWaiting(this.#record.id);
		this.#connectedAt = now;
		this.#syncing = true;
		this.#link = null;
		this.#enter('connected', null, {
			phoneNumber: account.phoneNumber,
			lid: account.lid,
			pushName: account.pushName ?? this.#record.pushName,
			linkedAt: this.#record.linkedAt ?? now,
		});
		if (this.#connection) traffic.connected(this.#record.id, this.#connection);
		else void this.#announceWhenOpen(this.#generation);
	}

	async #announceWhenOpen(generation: number): Promise<void> {
		await this.#work;
		if (generation === this.#generation && this.#state === 'connected' && this.#connection) {
			this.#options.traffic.connected(this.#record.id, this.#connection);
		}
	}

	#onClosed(closed: Closed): void {
		this.#logger.info({ ...closed, state: this.#state }, 'the connection ended');
		const reason: StoredReason = { code: closed.reason, upstreamCode: closed.upstreamCode };
		const wasConnected = this.#state === 'connected';
		this.#generation++;
		this.#connection = null;
		this.#syncing = false;
		if (wasConnected) this.#options.traffic.disconnected(this.#record.id);
		if (this.#state === 'linking') this.#onLinkEnded(closed, reason);
		else this.#react(closed, reason, wasConnected);
	}

	#onLinkEnded(closed: Closed, reason: StoredReason): void {
		if (this.#record.linkedAt !== null) {
			// The phone accepted this device: WhatsApp asks for a restart then, or the line broke just before.
			void this.#serially(() => this.#open('connecting', reason));
			return;
		}
		const code = closed.reason === 'restart-required' ? 'pairing-failed' : reason.code;
		this.#enter('unlinked', { ...reason, code });
		void this.#serially(() => this.#options.credentials.clear());
	}

	#react(closed: Closed, reason: StoredReason, wasConnected: boolean): void {
		const { clock } = this.#options;
		const lasted = this.#connectedAt === null ? 0 : clock.now() - this.#connectedAt;
		if (wasConnected && lasted >= STABLE_MS) this.#failures = 0;
		const reaction = reactionTo({
			reason: closed.reason,
			attempt: this.#failures++,
			retryAfter: closed.retryAfter,
			random: Math.random(),
		});
		switch (reaction.kind) {
			case 'unlink':
				this.#enter('unlinked', reason);
				void this.#serially(() => this.#options.credentials.quarantine());
				return;
			case 'stop':
				this.#enter('stopped', reason);
				return;
			case 'reconnect':
				this.#nextAttemptAt = clock.now() + reaction.ms;
				this.#enter('reconnecting', reason);
				this.#cancelTimer = clock.after(reaction.ms, () => void this.#reopen());
		}
	}

	#reopen(): Promise<void> {
		return this.#serially(async () => {
			if (this.#state === 'reconnecting') await this.#open('connecting', this.#reason);
		});
	}

	// --- the state ------------------------------------------------------------------------------

	/** The only place the state changes: stored and told in one commit. */
	#enter(to: SessionState, reason: StoredReason | null, change: Partial<SessionRecord> = {}): void {
		const from = this.#state;
		assert.ok(NEXT[from].includes(to), `session ${this.#record.id}: ${from} cannot become ${to}`);
		this.#state = to;
		this.#reason = reason;
		if (to !== 'connected') this.#connectedAt = to === 'reconnecting' ? this.#connectedAt : null;
		if (to !== 'reconnecting') this.#nextAttemptAt = null;
		if (to !== 'linking') this.#link = null;
		this.#record = { ...this.#record, ...change, ...remembered(to, reason) };
		const { database, events, store } = this.#options;
		try {
			database.transaction(() => {
				store.save(this.#record);
				events.publish('session.state', this.#record.id, {
					from,
					to,
					reason: describeReason(to, reason),
				});
			});
		} catch (err) {
			// The socket's state is a fact, whether it can be written down or not.
			this.#logger.error({ err, from, to }, 'the state of the session could not be stored');
		}
	}

	#save(change: Partial<SessionRecord>): void {
		this.#record = { ...this.#record, ...change };
		this.#options.store.save(this.#record);
	}

	#serially<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#work.then(work);
		this.#work = result.catch(() => {});
		return result;
	}
}

/** What of a move must survive a restart. */
function remembered(to: SessionState, reason: StoredReason | null): Partial<SessionRecord> {
	switch (to) {
		case 'stopped':
			return { heldBecause: reason };
		case 'unlinked':
			return { linkedAt: null, heldBecause: null, unlinkedBecause: reason };
		case 'connecting':
		case 'connected':
			return { heldBecause: null };
		case 'linking':
		case 'reconnecting':
			return {};
	}
}

function closedBecause(err: unknown): Closed {
	const badCredentials = err instanceof Error && err.name === 'CredentialsError';
	return {
		reason: badCredentials ? 'bad-credentials' : 'unavailable',
		upstreamCode: null,
		detail: err instanceof Error ? err.message : String(err),
		retryAfter: null,
	};
}
