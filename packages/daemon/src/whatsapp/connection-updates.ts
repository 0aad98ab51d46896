import type { Logger } from 'pino';
import type { Clock } from '../runtime/clock.js';
import type { AuthState } from './auth-state.js';
import { ownAddress } from './jid.js';
import type { Tuning } from './socket-config.js';
import { toTimeLock, type ReachoutTimeLock } from './time-lock.js';
import type { Watchdogs } from './watchdogs.js';
import type { ConnectionEvents } from './whatsapp-connection.js';

/** WhatsApp shows the first QR code longer than the others (`Socket/socket.js`, genPairQR). */
const FIRST_QR_MS = 60_000;
const NEXT_QR_MS = 20_000;

/** Baileys' `connection.update`, as far as it is used here. */
export interface ConnectionUpdate {
	connection?: string;
	qr?: string | undefined;
	isNewLogin?: boolean;
	receivedPendingNotifications?: boolean;
	reachoutTimeLock?: ReachoutTimeLock | undefined;
}

export interface ConnectionUpdatesOptions {
	sessionId: string;
	auth: AuthState;
	tuning: Tuning;
	clock: Clock;
	logger: Logger;
	watchdogs: Watchdogs;
	/** Says it to who listens to the connection, unless that has ended. */
	tell(say: (events: ConnectionEvents) => void): void;
	/** The backlog is through, and that was told. */
	onCaughtUp(): void;
}

/** How far a connection has come, from its first QR code to the end of the backlog. */
export class ConnectionUpdates {
	readonly #options: ConnectionUpdatesOptions;
	#isOpen = false;
	#caughtUp: 'no' | 'announced' | 'told' = 'no';
	#qrCodes = 0;

	constructor(options: ConnectionUpdatesOptions) {
		this.#options = options;
	}

	/** True once the login is through. */
	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** Takes what Baileys raises, but for the end of the connection. */
	take(update: ConnectionUpdate): void {
		const { reachoutTimeLock: lock } = update;
		if (update.qr) this.#onQr(update.qr);
		if (update.isNewLogin) this.#onPaired();
		if (update.connection === 'open') this.#onOpen();
		if (update.receivedPendingNotifications) this.#onCaughtUp();
		if (lock) this.#options.tell((events) => events.restricted(toTimeLock(lock)));
	}

	#onQr(text: string): void {
		const { tuning, clock, watchdogs, tell } = this.#options;
		watchdogs.progress();
		const shownMs = tuning.qrTimeoutMs ?? (this.#qrCodes === 0 ? FIRST_QR_MS : NEXT_QR_MS);
		this.#qrCodes += 1;
		tell((events) => events.qr({ text, expiresAt: clock.now() + shownMs }));
	}

	#onPaired(): void {
		// WhatsApp closes now, so that the device logs in; it must not be able to forget that.
		this.#options.watchdogs.expectProgress();
		this.#options.tell((events) => events.paired());
	}

	#onOpen(): void {
		const { auth, watchdogs, tell } = this.#options;
		const { phoneNumber, lid, name } = ownAddress(auth.creds.me);
		watchdogs.progress();
		this.#isOpen = true;
		tell((events) => events.opened({ phoneNumber: phoneNumber ?? '', lid, pushName: name }));
		if (this.#caughtUp === 'announced') return this.#tellCaughtUp();
		watchdogs.expectCatchUp(() => this.#onCatchUpMissing());
	}

	/** It can come before the login is through, while keys are still being uploaded. */
	#onCaughtUp(): void {
		if (this.#caughtUp !== 'no') return;
		this.#caughtUp = 'announced';
		if (this.#isOpen) this.#tellCaughtUp();
	}

	#onCatchUpMissing(): void {
		const { logger, sessionId } = this.#options;
		logger.warn({ sessionId }, 'WhatsApp did not announce the end of the backlog');
		this.#tellCaughtUp();
	}

	#tellCaughtUp(): void {
		const { watchdogs, tell, onCaughtUp } = this.#options;
		watchdogs.caughtUp();
		if (this.#caughtUp === 'told') return;
		this.#caughtUp = 'told';
		tell((events) => events.caughtUp());
		onCaughtUp();
	}
}
