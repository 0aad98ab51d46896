import type { Link, WaypostEvent } from '@waypost/client';
import type { NodeMessage } from 'node-red';
import type { ConnectionView, DaemonConnection } from '../daemon/daemon-connection.js';
import {
	codeMessage,
	linkedMessage,
	notLinkedMessage,
	unlinkedMessage,
	type QrOutput,
} from './link-messages.js';
import { startLinking } from './start-linking.js';

export interface LinkWatchOptions {
	daemon: DaemonConnection;
	sessionId: string;
	output: QrOutput;
	/** Ask for a QR code at the start, and when the phone has unlinked the session. */
	startsByItself: boolean;
	mayCreate: boolean;
	/** What is remembered over a Deploy. */
	memory: LinkMemory;
	send: (msg: NodeMessage) => void;
	onError: (error: unknown) => void;
}

export interface LinkMemory {
	/** A phone has accepted; the first connection is still to come. */
	isAccepted: boolean;
}

type StateChange = Extract<WaypostEvent, { type: 'session.state' }>;
type NewCode = Extract<WaypostEvent, { type: 'session.link' }>;

/** Turns what happens to one session into messages: new codes, linked, unlinked. */
export class LinkWatch {
	readonly #options: LinkWatchOptions;
	readonly #stop = new AbortController();
	#hasLooked = false;
	#shownCode = '';
	#work: Promise<void> = Promise.resolve();

	constructor(options: LinkWatchOptions) {
		this.#options = options;
	}

	/** Looks once, when the sessions are known: a code may be shown already, which is no event any more. */
	onChange({ sessions }: ConnectionView): void {
		if (sessions === null || this.#hasLooked) return;
		this.#hasLooked = true;
		const state = sessions.get(this.#options.sessionId)?.state;
		// Once stopped there is nothing to look at any more: the next one looks.
		const look = (work: () => Promise<void>) => void this.#do(work).catch(() => {});
		if (state === 'linking') look(() => this.#showCode(null));
		else if (state === 'unlinked' || state === undefined) look(() => this.#startByItself());
	}

	/** @throws Stopped when the node is closed before the message is out: the event comes again. */
	async onEvent(event: WaypostEvent): Promise<void> {
		if (event.sessionId !== this.#options.sessionId) return;
		if (event.type === 'session.link') await this.#do(() => this.#showCode(event));
		if (event.type === 'session.state') await this.#do(() => this.#onState(event));
	}

	/** Nothing is sent afterwards. */
	async close(): Promise<void> {
		this.#stop.abort();
		await this.#work;
	}

	/**
	 * One after the other; a failure is told and ends nothing.
	 *
	 * @throws Stopped when a message was still to be sent.
	 */
	#do(work: () => Promise<void>): Promise<void> {
		const { signal } = this.#stop;
		const done = this.#work.then(async () => {
			if (signal.aborted) throw new Stopped();
			try {
				await work();
			} catch (error) {
				if (error instanceof Stopped) throw error;
				if (!signal.aborted) this.#options.onError(error);
			}
		});
		this.#work = done.catch(() => {});
		return done;
	}

	/** @param news - what told of the code; null to show the one that is there. */
	async #showCode(news: NewCode | null): Promise<void> {
		const { daemon, sessionId, output } = this.#options;
		const link = await daemon.client.sessions.getLink(sessionId, { signal: this.#stop.signal });
		// Told of late, after a Deploy or an outage: the code of then is over.
		if (news !== null && nameOf(link) !== nameOf(news.data)) return;
		if (nameOf(link) === this.#shownCode) return;
		const msg = codeMessage(link, output);
		if (msg === null) return;
		this.#shownCode = nameOf(link);
		this.#send(msg);
	}

	async #onState({ data: { from, to, reason } }: StateChange): Promise<void> {
		const { sessionId, memory } = this.#options;
		if (from === 'linking' && (to === 'connecting' || to === 'connected')) memory.isAccepted = true;
		if (to === 'connected' && memory.isAccepted) {
			this.#send(linkedMessage(sessionId, await this.#phoneNumber()));
			memory.isAccepted = false;
		}
		if (to !== 'unlinked') return;
		memory.isAccepted = false;
		// Without a reason linking begins anew, with another kind of code.
		if (from === 'linking' && reason !== null) this.#send(notLinkedMessage(sessionId, reason));
		if (from === 'linking') return;
		this.#send(unlinkedMessage(sessionId, reason));
		if (reason?.code === 'logged-out') await this.#startByItself();
	}

	async #startByItself(): Promise<void> {
		const { daemon, sessionId, mayCreate, startsByItself } = this.#options;
		if (!startsByItself) return;
		// The code comes as an event.
		await startLinking(daemon.client, {
			sessionId,
			mayCreate,
			wait: 0,
			signal: this.#stop.signal,
		});
	}

	/** That a phone is linked is worth telling also when nobody answers which. */
	async #phoneNumber(): Promise<string | null> {
		const { daemon, sessionId } = this.#options;
		try {
			const { signal } = this.#stop;
			return (await daemon.client.sessions.get(sessionId, { signal })).phoneNumber;
		} catch {
			return null;
		}
	}

	#send(msg: NodeMessage): void {
		if (this.#stop.signal.aborted) throw new Stopped();
		this.#options.send(msg);
	}
}

/** The node was closed on the way. */
class Stopped extends Error {}

/** What makes one code of a session another than the one before. */
const nameOf = ({
	method,
	attempt,
	expiresAt,
}: Pick<Link, 'method' | 'attempt' | 'expiresAt'>): string => `${method} ${attempt} ${expiresAt}`;
