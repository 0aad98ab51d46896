import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isApiError } from '@waypost/client';
import type { DaemonLives } from './daemon-lives.ts';
import type { History } from './history.ts';

const RETRY_AFTER_MS = 30;

/** One conversation: a session writes to a person. */
export interface Line {
	session: string;
	/** The number that is linked to the session. */
	owner: string;
	/** The number of the person. */
	person: string;
}

/** A text that the daemon has accepted. */
export interface Accepted {
	line: Line;
	text: string;
	messageId: string;
	whatsappId: string;
}

/** Texts that may be sent now: each life of the daemon gets its share of the burst. */
export class Allowance {
	#free = 0;
	readonly #waiting: (() => void)[] = [];

	release(count: number): void {
		this.#free += count;
		while (this.#free > 0 && this.#waiting.length > 0) {
			this.#free -= 1;
			this.#waiting.shift()?.();
		}
	}

	async take(): Promise<void> {
		if (this.#free > 0) this.#free -= 1;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}

/** Programs that send texts, one per line, and do what a careful caller does when an answer is missing. */
export class Burst {
	readonly #lives: DaemonLives;
	readonly #history: History;
	readonly accepted: Accepted[] = [];
	/** Requests whose answer never came. */
	unknown = 0;

	constructor(options: { lives: DaemonLives; history: History }) {
		this.#lives = options.lives;
		this.#history = options.history;
	}

	/** Sends the texts of one line, each after the one before it was accepted. */
	async write(line: Line, texts: readonly string[], allowance: Allowance): Promise<void> {
		for (const text of texts) {
			await allowance.take();
			await this.#sendUntilAnswered(line, text, randomUUID());
		}
	}

	/** The same request with the same key, until it is known what came of it. */
	async #sendUntilAnswered(line: Line, text: string, idempotencyKey: string): Promise<void> {
		const { session, person } = line;
		for (;;) {
			const client = await this.#lives.client;
			try {
				const sent = await client.messages.sendText(session, person, text, { idempotencyKey });
				const { id: messageId, whatsappId } = sent;
				this.accepted.push({ line, text, messageId, whatsappId });
				this.#history.add('send', { session, person, text, outcome: 'ok', messageId, whatsappId });
				return;
			} catch (error) {
				const refusal = isApiError(error) ? error.code : null;
				if (refusal === null) this.unknown += 1;
				this.#history.add('send', { session, person, text, outcome: refusal ?? 'unknown' });
				if (isApiError(error) && error.status < 500) throw error;
				await pause(RETRY_AFTER_MS);
			}
		}
	}
}
