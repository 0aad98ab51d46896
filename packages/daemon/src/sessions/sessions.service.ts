import type {
	CreateSession,
	Page,
	Session as SessionView,
	SessionState,
	Unlinked,
	UpdateSession,
} from '@waypost/contract';
import type { Logger } from 'pino';
import type { EventLog } from '../events/event-log.js';
import { waitUntil } from '../events/wait-until.js';
import type { Caller } from '../keys/caller.js';
import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Database } from '../storage/database.js';
import type { SessionCredentials } from '../storage/session-credentials.js';
import type { WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import type { MessageTraffic } from './message-traffic.js';
import { suggestSessionId } from './session-id.js';
import { type OutboxCount, viewSession } from './session-view.js';
import { Session } from './session.js';
import type { SessionRecord, SessionsStore } from './sessions.store.js';

export interface SessionsServiceOptions {
	database: Database;
	store: SessionsStore;
	credentialsOf: (sessionId: string) => SessionCredentials;
	connector: WhatsAppConnector;
	events: EventLog;
	traffic: MessageTraffic;
	countOutbox: (sessionId: string) => OutboxCount;
	/** False in the sandbox: there is no number to protect. */
	isLive: boolean;
	/** Limit for the whole daemon; null is none. */
	maxSessions: number | null;
	clock: Clock;
	logger: Logger;
}

/** How long WhatsApp has to confirm an unlink. */
const UNLINK_TIMEOUT_MS = 10_000;
/** Sessions that log in at the same time at the start of the daemon. */
const START_CONCURRENCY = 3;
/** A session that takes longer to log in lets the next one begin. */
const START_TURN_MS = 5_000;

/** All sessions of the daemon: makes, finds, restores and ends them. */
export class SessionsService {
	readonly #options: SessionsServiceOptions;
	readonly #sessions = new Map<string, Session>();
	readonly #closing = new AbortController();

	constructor(options: SessionsServiceOptions) {
		this.#options = options;
		for (const record of options.store.list()) this.#add(record);
	}

	#add(record: SessionRecord): Session {
		const { credentialsOf, ...shared } = this.#options;
		const session = new Session({ ...shared, record, credentials: credentialsOf(record.id) });
		this.#sessions.set(record.id, session);
		return session;
	}

	/** Connects every linked session, a few at a time. Resolves when each had its turn. */
	async restore(): Promise<void> {
		const waiting = [...this.#sessions.values()];
		const next = async (): Promise<void> => {
			for (let session = waiting.shift(); session; session = waiting.shift()) {
				await this.#restore(session);
			}
		};
		await Promise.all(Array.from({ length: START_CONCURRENCY }, next));
	}

	/** One session that cannot be restored must not keep the others from it. */
	async #restore(session: Session): Promise<void> {
		const { signal } = this.#closing;
		if (signal.aborted) return;
		try {
			await session.restore(session.record.autoStart);
			if (session.state !== 'connecting') return;
			await this.#reached(session, (state) => state !== 'connecting', START_TURN_MS, signal);
		} catch (err) {
			const { id: sessionId } = session.record;
			this.#options.logger.error({ err, sessionId }, 'the session could not be restored');
		}
	}

	/** @throws WaypostError SESSION_NOT_FOUND */
	find(id: string): Session {
		const session = this.#sessions.get(id);
		if (!session) throw new WaypostError('SESSION_NOT_FOUND', `There is no session '${id}'.`);
		return session;
	}

	/** False once it was deleted, also when another has its name now. */
	has(session: Session): boolean {
		return this.#sessions.get(session.record.id) === session;
	}

	view(session: Session): SessionView {
		return viewSession(session, this.#options.countOutbox(session.record.id));
	}

	get(id: string): SessionView {
		return this.view(this.find(id));
	}

	list(
		caller: Caller,
		{ limit, after }: { limit: number; after?: string | undefined },
	): Page<SessionView> {
		const ids = [...this.#sessions.keys()]
			.filter((id) => caller.maySee(id) && (after === undefined || id > after))
			.sort();
		const page = ids.slice(0, limit);
		return {
			data: page.map((id) => this.get(id)),
			next: ids.length > limit ? (page.at(-1) ?? null) : null,
		};
	}

	/**
	 * @throws WaypostError SESSION_ALREADY_EXISTS, SESSION_LIMIT_REACHED, FORBIDDEN
	 */
	create({ id, name, autoStart = true }: CreateSession, caller: Caller): SessionView {
		const sessionId = id ?? suggestSessionId(name, (taken) => this.#sessions.has(taken));
		if (!caller.maySee(sessionId)) {
			throw new WaypostError(
				'FORBIDDEN',
				`This API key may use only the sessions ${caller.sessions.join(', ')}; it cannot create '${sessionId}'.`,
			);
		}
		if (this.#sessions.has(sessionId)) {
			throw new WaypostError('SESSION_ALREADY_EXISTS', `A session '${sessionId}' exists already.`);
		}
		this.#checkLimits(caller);
		const record: SessionRecord = {
			id: sessionId,
			name: name ?? sessionId,
			autoStart,
			createdAt: this.#options.clock.now(),
			createdBy: caller.keyId,
			linkedAt: null,
			phoneNumber: null,
			lid: null,
			pushName: null,
			heldBecause: null,
			unlinkedBecause: null,
		};
		this.#options.store.save(record);
		return this.view(this.#add(record));
	}

	#checkLimits(caller: Caller): void {
		const { maxSessions } = this.#options;
		if (maxSessions !== null && this.#sessions.size >= maxSessions) {
			throw new WaypostError(
				'SESSION_LIMIT_REACHED',
				`This daemon holds at most ${maxSessions} sessions (WAYPOST_MAX_SESSIONS). Delete one, or raise it.`,
			);
		}
		const own = [...this.#sessions.values()].filter(
			({ record }) => record.createdBy === caller.keyId,
		);
		if (caller.maxSessions !== null && own.length >= caller.maxSessions) {
			throw new WaypostError(
				'SESSION_LIMIT_REACHED',
				`This API key may create at most ${caller.maxSessions} sessions. Delete one of them first.`,
			);
		}
	}

	/** Changes what a user may set; what `pacing` does not name stays as it is. */
	update(id: string, { name, autoStart, pacing }: UpdateSession): SessionView {
		const session = this.find(id);
		session.update({
			...(name !== undefined && { name }),
			...(autoStart !== undefined && { autoStart }),
			...(pacing !== undefined && {
				pacing: pacing && { ...session.record.pacing, ...pacing },
			}),
		});
		if (pacing !== undefined) this.#options.traffic.pacingChanged(id);
		return this.view(session);
	}

	async start(id: string): Promise<SessionView> {
		const session = this.find(id);
		await session.start();
		return this.view(session);
	}

	async stop(id: string): Promise<SessionView> {
		const session = this.find(id);
		await session.stop();
		return this.view(session);
	}

	/** Forgets the link here in any case; says whether WhatsApp knows. */
	async unlink(id: string): Promise<Unlinked> {
		const session = this.find(id);
		const deadline = this.#options.clock.now() + UNLINK_TIMEOUT_MS;
		if (session.record.linkedAt !== null && session.state !== 'connected') {
			await this.#connectToUnlink(session);
		}
		const left = Math.max(0, deadline - this.#options.clock.now());
		const unlinkedAtWhatsApp = await session.unlink(left);
		return {
			unlinkedAtWhatsApp,
			detail: unlinkedAtWhatsApp
				? 'The device is removed from the phone and the credentials are deleted here.'
				: 'The credentials are deleted here, but WhatsApp did not confirm. On the phone, open Linked devices and remove this device.',
		};
	}

	/** Only a connected device can take itself off the phone; one that was thrown out must not try. */
	async #connectToUnlink(session: Session): Promise<void> {
		const mayConnect =
			session.state !== 'stopped' || session.reason === null || session.reason.code === 'by-user';
		if (!mayConnect) return;
		// One that logs in, or links, is on its way already.
		const isIdle = session.state === 'stopped' || session.state === 'reconnecting';
		if (isIdle) await session.start();
		await this.#reached(
			session,
			(state) => state === 'connected' || state === 'stopped' || state === 'unlinked',
			UNLINK_TIMEOUT_MS / 2,
		);
	}

	async delete(id: string): Promise<Unlinked> {
		const session = this.find(id);
		const unlinked = await this.unlink(id);
		// What was asked for in the meantime must not bring it back.
		await session.close(new WaypostError('SESSION_NOT_FOUND', `Session '${id}' was deleted.`));
		this.#forget(session);
		return unlinked;
	}

	/** One that could not be forgotten is there once more: unlinked, and it can be deleted again. */
	#forget({ record }: Session): void {
		const { database, traffic, store } = this.#options;
		try {
			database.transaction(() => {
				traffic.forget(record.id);
				store.delete(record.id);
			});
			this.#sessions.delete(record.id);
		} catch (error) {
			this.#add(record);
			throw error;
		}
	}

	/** Waits until the session is in `state`; resolves at the time-out or abort as well. */
	async waitFor(
		id: string,
		state: SessionState,
		timeoutMs: number,
		signal?: AbortSignal,
	): Promise<{ reached: boolean; session: SessionView }> {
		const session = this.find(id);
		const reached = await this.#reached(session, (now) => now === state, timeoutMs, signal);
		return { reached, session: this.view(session) };
	}

	#reached(
		session: Session,
		isReached: (state: SessionState) => boolean,
		timeoutMs: number,
		signal?: AbortSignal,
	): Promise<boolean> {
		const { events, clock } = this.#options;
		return waitUntil({
			isDone: () => isReached(session.state),
			concerns: ({ type, sessionId }) =>
				type === 'session.state' && sessionId === session.record.id,
			...{ events, clock, timeoutMs, signal },
		});
	}

	/** Ends all sockets and keeps all states for the next start. */
	async close(): Promise<void> {
		this.#closing.abort();
		await Promise.all([...this.#sessions.values()].map((session) => session.close()));
	}
}
