import type { Link, StartLink, WaypostEvent } from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import { waitUntil } from '../events/wait-until.js';
import { parsePhoneNumber } from '../messages/recipient.js';
import { type Clock, toIsoOrNull } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { describeReason } from '../sessions/session-state.js';
import type { Session } from '../sessions/session.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import { LinkTickets } from './link-tickets.js';
import { toQrDataUrl } from './qr-image.js';

export interface LinkingServiceOptions {
	sessions: SessionsService;
	events: EventLog;
	/** Base of link pages, without a slash at the end. */
	publicUrl: () => string;
	clock: Clock;
}

/** What the link page shows. */
export interface LinkPageState {
	state: Session['state'];
	sessionName: string;
	phoneNumber: string | null;
	method: Link['method'];
	qrImage: string | null;
	pairingCode: string | null;
	expiresAt: string | null;
	/** The clock of the person's device may be wrong. */
	secondsLeft: number | null;
	reason: string | null;
}

/** Links phones: shows the codes of a session as they come, to API callers and on link pages. */
export class LinkingService {
	readonly #options: LinkingServiceOptions;
	readonly #tickets: LinkTickets<Session>;

	constructor(options: LinkingServiceOptions) {
		this.#options = options;
		this.#tickets = new LinkTickets({ clock: options.clock });
		options.events.subscribe((event) => {
			if (event.type !== 'session.state' || event.data.to !== 'connected') return;
			this.#tickets.use(options.sessions.find(event.sessionId));
		});
	}

	/**
	 * Starts linking, or goes on with the link under way, and answers with the first code, or with
	 * the reason there is none, within `wait` seconds.
	 *
	 * @throws WaypostError SESSION_ALREADY_LINKED, INVALID_NUMBER
	 */
	async start(
		sessionId: string,
		{ method = 'qr', phoneNumber, wait = 20 }: StartLink,
		signal: AbortSignal,
	): Promise<Link> {
		const session = this.#options.sessions.find(sessionId);
		const phone =
			method === 'code' && phoneNumber !== undefined ? parsePhoneNumber(phoneNumber) : null;
		await session.startLinking(method, phone);
		if (!this.#tickets.mayShow(this.#tickets.current(session))) this.#tickets.issue(session);
		await this.#firstCode(session, Number(wait) * 1_000, signal);
		return this.describe(session);
	}

	/** Waits for a code, or for the end of the linking. */
	#firstCode(session: Session, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
		const { events, clock } = this.#options;
		return waitUntil({
			isDone: () => session.state !== 'linking' || codeOf(session) !== null,
			concerns: (event) => isLinkOf(session, event),
			...{ events, clock, timeoutMs, signal },
		});
	}

	get(sessionId: string): Promise<Link> {
		return this.describe(this.#options.sessions.find(sessionId));
	}

	async describe(session: Session): Promise<Link> {
		const { link, state, reason, record } = session;
		const { method = 'qr', qr = null, pairingCode = null, expiresAt = null } = link ?? {};
		const qrImage = qr === null ? null : await toQrDataUrl(qr);
		return {
			sessionId: record.id,
			method,
			state,
			reason: describeReason(state, reason),
			qr,
			qrImage,
			pairingCode,
			expiresAt: toIsoOrNull(expiresAt),
			secondsLeft: this.#secondsUntil(expiresAt),
			attempt: link?.attempt ?? 0,
			url: `${this.#options.publicUrl()}/link/${this.#tickets.current(session)}`,
		};
	}

	#secondsUntil(at: number | null): number | null {
		return at === null ? null : Math.max(0, at - this.#options.clock.now()) / 1_000;
	}

	/** @throws WaypostError LINK_PAGE_NOT_FOUND */
	sessionOfTicket(ticket: string): Session {
		const session = this.#tickets.sessionOf(ticket);
		if (!session || !this.#options.sessions.has(session)) {
			throw new WaypostError('LINK_PAGE_NOT_FOUND');
		}
		return session;
	}

	/**
	 * The person on the link page wants to see a code: makes a new one when the last has run out.
	 * Does nothing once a phone was linked with this page.
	 */
	async showOnPage(ticket: string): Promise<void> {
		const session = this.sessionOfTicket(ticket);
		if (session.state === 'unlinked' && this.#tickets.mayShow(ticket)) {
			await session.startLinking('qr', null);
		}
	}

	async pageState(ticket: string): Promise<LinkPageState> {
		const session = this.sessionOfTicket(ticket);
		const link = await this.describe(session);
		return {
			state: session.state,
			sessionName: session.record.name,
			phoneNumber: session.record.linkedAt === null ? null : session.record.phoneNumber,
			method: link.method,
			qrImage: link.qrImage,
			pairingCode: link.pairingCode,
			expiresAt: link.expiresAt,
			secondsLeft: link.secondsLeft,
			reason: link.reason?.sentence ?? null,
		};
	}

	/** Calls `listener` whenever {@link pageState} may have changed. @returns unsubscribes. */
	watchPage(ticket: string, listener: () => void): () => void {
		const session = this.sessionOfTicket(ticket);
		return this.#options.events.subscribe((event) => {
			if (isLinkOf(session, event)) listener();
		});
	}
}

/** Tells of a change of the state or the code of the session. */
const isLinkOf = ({ record }: Session, { type, sessionId }: WaypostEvent): boolean =>
	sessionId === record.id && (type === 'session.link' || type === 'session.state');

const codeOf = ({ link }: Session): string | null => link?.qr ?? link?.pairingCode ?? null;
