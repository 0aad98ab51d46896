import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, isApiError, type Waypost } from '@waypost/client';
import type { Message, WaypostEvent } from '@waypost/contract';
import { createDaemon, createLogger, readConfig, type Daemon } from '@waypost/daemon';
import type { Phone, Sandbox } from '@waypost/sandbox';
import { daemonEnvironment } from '../../daemon-environment.ts';
import { until } from '../until.ts';
import { FailingCommits, type FaultKind } from './failing-commits.ts';

const SESSION = 'sales';
const OUTGOING = 'sent while the disk fails';
const INCOMING = 'received while the disk fails';
/** How long a disk stays broken that does not recover by itself. */
const BROKEN_MS = 1_500;
/** How long a message may take that met a fault, with the waits of the outbox cut short. */
const MOST_WAIT_MS = 30_000;
const OUTBOX_TIMES = { ack: 3_000, inDoubt: 300, refusal: 200, trouble: 500 };

export interface Fault {
	/** Which commit fails; the first one after the arming is 1. */
	at: number;
	kind: FaultKind;
}

/** What a run came to, when everything held. */
export interface FaultOutcome {
	/** How many commits failed; 0 when the run was over before the fault. */
	failed: number;
	/** What the send was answered: `accepted` or a code of the catalogue. */
	answer: string;
}

/** One send and one incoming message on a disk that fails at one place. */
export class FaultRun {
	readonly #sandbox: Sandbox;
	readonly #folder: string;
	readonly #anna: Phone;
	readonly #ben: Phone;
	readonly #commits = new FailingCommits();
	#daemon: Daemon | undefined;

	private constructor(sandbox: Sandbox, folder: string, anna: Phone, ben: Phone) {
		this.#sandbox = sandbox;
		this.#folder = folder;
		this.#anna = anna;
		this.#ben = ben;
	}

	/**
	 * @param n - makes the phone numbers of this run: each has people of its own.
	 * @throws AssertionError when something was lost, doubled or said wrongly.
	 */
	static async execute(sandbox: Sandbox, n: number, fault: Fault): Promise<FaultOutcome> {
		const folder = await mkdtemp(join(tmpdir(), 'waypost-faults-'));
		const number = (person: number) => `+49170${person}${String(n).padStart(6, '0')}`;
		const anna = await sandbox.addPhone({ phoneNumber: number(1), name: 'Anna' });
		const ben = await sandbox.addPhone({ phoneNumber: number(2), name: 'Ben' });
		const run = new FaultRun(sandbox, folder, anna, ben);
		try {
			return await run.#execute(fault);
		} finally {
			await run.#daemon?.close();
			await rm(folder, { recursive: true });
		}
	}

	async #execute({ at, kind }: Fault): Promise<FaultOutcome> {
		await this.#startDaemon();
		await this.#link();
		this.#commits.arm(at, kind);
		const [answer] = await Promise.all([this.#send(), this.#ben.sendText(this.#anna, INCOMING)]);
		if (kind === 'persistent') await this.#letItFail();
		this.#commits.heal();
		await this.#connected();
		await this.#settle();
		this.#check();
		const { failed } = this.#commits;
		await this.#daemon?.close();
		await this.#startDaemon();
		await this.#connected();
		assert.equal(this.#anna.devices().length, 1, 'the session needed a new link');
		await this.#checkLog();
		return { failed, answer };
	}

	get #client(): Waypost {
		if (!this.#daemon) throw new Error('the daemon is not running');
		return createClient({ url: this.#daemon.url, apiKey: this.#daemon.adminKey });
	}

	async #startDaemon(): Promise<void> {
		const { config } = readConfig(daemonEnvironment(this.#sandbox, this.#folder));
		const logger = createLogger({ level: 'silent' });
		const { beforeCommit } = this.#commits;
		this.#daemon = await createDaemon({
			config,
			logger,
			beforeCommit,
			outboxTimes: OUTBOX_TIMES,
		});
	}

	async #link(): Promise<void> {
		const { sessions } = this.#client;
		await sessions.create({ id: SESSION });
		const { qr } = await sessions.link(SESSION);
		await this.#anna.scan(qr ?? '');
		await this.#connected();
	}

	async #connected(): Promise<void> {
		const session = await this.#client.sessions.wait(SESSION, { timeout: 60 });
		assert.equal(session.state, 'connected');
	}

	/** @returns `accepted`, or the documented code of a refusal. */
	async #send(): Promise<string> {
		try {
			await this.#sendText();
			return 'accepted';
		} catch (error) {
			if (!isApiError(error)) throw error;
			assert.ok(error.status >= 500 && error.code !== 'SERVER_ERROR', `answered ${error.code}`);
			assert.ok(error.retryable, `${error.code} does not say that it may be repeated`);
			return error.code;
		}
	}

	#sendText(): Promise<Message> {
		return this.#client.messages.sendText(SESSION, this.#ben.phoneNumber, OUTGOING, {
			idempotencyKey: 'the-one-text',
		});
	}

	/** A disk that stays broken for a while: long enough for the first attempts to come back. */
	async #letItFail(): Promise<void> {
		const brokenUntil = performance.now() + BROKEN_MS;
		await until('the disk was broken long enough', () => performance.now() > brokenUntil);
	}

	/** What was refused is sent again under its key; then both messages arrive, and all is told. */
	async #settle(): Promise<void> {
		const { id } = await this.#sendText();
		const status = async () => (await this.#client.messages.get(SESSION, id)).status;
		await until(
			'the text is delivered',
			async () => !['accepted', 'sending', 'sent'].includes(await status()),
			MOST_WAIT_MS,
		);
		assert.equal(await status(), 'delivered');
		await until('the incoming message is in the event log', async () => {
			return (await this.#received()).length > 0;
		});
	}

	#check(): void {
		const shown = this.#ben.messages({ direction: 'in' }).map(({ text }) => text);
		assert.deepEqual(shown, [OUTGOING], 'the text is displayed once');
	}

	async #checkLog(): Promise<void> {
		assert.deepEqual(await this.#received(), [INCOMING], 'the incoming message is told once');
	}

	async #received(): Promise<(string | null)[]> {
		const texts: (string | null)[] = [];
		for await (const event of this.#client.events.listAll({ type: 'message.received' })) {
			texts.push((event as Extract<WaypostEvent, { type: 'message.received' }>).data.message.text);
		}
		return texts;
	}
}
