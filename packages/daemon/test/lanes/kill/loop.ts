import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../seeded-random.ts';
import { until } from '../until.ts';
import { Allowance, Burst, type Accepted } from './burst.ts';
import { judge, type Incoming, type Verdict } from './checker.ts';
import { KillWorld, type Dedupe } from './world.ts';

export interface KillOptions {
	random: SeededRandom;
	kills: number;
	texts: number;
	dedupe: Dedupe;
	/** Where what happened is written to when a promise is broken. */
	historyFile: string;
}

export interface KillResult extends Verdict {
	accepted: number;
	/** Requests whose answer never came, and which were sent again under their key. */
	unknown: number;
	incoming: number;
}

/** Most of the lives end while sessions connect and the first texts leave. */
const SHORT_MS = { least: 20, most: 1_200 };
/** Some last until messages in doubt are sent again. */
const LONG_MS = { least: 3_200, most: 4_500 };
const LONG_SHARE = 0.25;
/** Lives that end while something is on its way: shown by a phone, and perhaps not confirmed here. */
const CUT_SHARE = 0.5;
const CUT_MS = { least: 0, most: 15 };
const INCOMING_PER_LIFE = 4;
const QUIET_MS = 180_000;

/** A burst of texts under `kill -9`, and what came of it. */
export async function runKillLoop(options: KillOptions): Promise<KillResult> {
	const world = await KillWorld.start(options.dedupe);
	try {
		const result = await new KillLoop(world, options).run();
		if (result.broken.length > 0) world.history.writeTo(options.historyFile);
		return result;
	} catch (error) {
		world.history.writeTo(options.historyFile);
		throw error;
	} finally {
		await world.close();
	}
}

class KillLoop {
	readonly #world: KillWorld;
	readonly #options: KillOptions;
	readonly #burst: Burst;
	readonly #incoming: Incoming[] = [];

	constructor(world: KillWorld, options: KillOptions) {
		this.#world = world;
		this.#options = options;
		this.#burst = new Burst(world);
	}

	async run(): Promise<KillResult> {
		const { kills, texts } = this.#options;
		const allowance = new Allowance();
		const writers = this.#writers(allowance);
		const share = Math.ceil(texts / (kills + 1));
		for (let life = 0; life < kills; life++) {
			allowance.release(share);
			if (this.#options.random.fraction() < CUT_SHARE) await this.#untilShown();
			else await this.#live();
			await this.#world.lives.kill();
			await this.#world.lives.start();
		}
		allowance.release(texts);
		await writers;
		await this.#becomeQuiet();
		const { accepted, unknown } = this.#burst;
		const verdict = await judge(this.#world, accepted, this.#incoming);
		if (verdict.broken.length > 0) this.#explain(verdict.broken);
		return { ...verdict, accepted: accepted.length, unknown, incoming: this.#incoming.length };
	}

	/** What was broken, and what went over the wire about messages: the last 5,000 stanzas. */
	#explain(broken: readonly string[]): void {
		const { history, sandbox } = this.#world;
		for (const sentence of broken) history.add('broken', { sentence });
		for (const { at, direction, phoneNumber, stanza } of sandbox.stanzas()) {
			const { tag, attrs } = stanza;
			if (['message', 'receipt', 'ack'].includes(tag)) {
				history.add('wire', { at, direction, phoneNumber, tag, attrs });
			}
		}
	}

	async #writers(allowance: Allowance): Promise<void> {
		const { lines } = this.#world;
		await Promise.all(
			lines.map((line, n) => {
				const count = Math.ceil((this.#options.texts - n) / lines.length);
				const texts = Array.from({ length: count }, (_, i) => `${line.session} says ${n}.${i}`);
				return this.#burst.write(line, texts, allowance);
			}),
		);
	}

	/** Until the kill: people write to the sessions at random moments. */
	async #live(): Promise<void> {
		const { random } = this.#options;
		const { least, most } = random.fraction() < LONG_SHARE ? LONG_MS : SHORT_MS;
		const lifeMs = random.between(least, most);
		const moments = Array.from({ length: INCOMING_PER_LIFE }, () => random.between(0, lifeMs));
		let passed = 0;
		for (const moment of moments.sort((one, other) => one - other)) {
			await pause(moment - passed);
			passed = moment;
			await this.#writeToSession();
		}
		await pause(lifeMs - passed);
	}

	/** Until a moment after the first text of this life is on a screen. */
	async #untilShown(): Promise<void> {
		const { random } = this.#options;
		const began = Date.now();
		const isNew = ({ at }: { at: string }) => Date.parse(at) >= began;
		const shown = this.#world.people.map((phone) =>
			phone.nextMessage({ where: isNew, timeoutMs: LONG_MS.most }),
		);
		await Promise.any(shown).catch(() => {});
		void Promise.allSettled(shown);
		await pause(random.between(CUT_MS.least, CUT_MS.most));
	}

	async #writeToSession(): Promise<void> {
		const { random } = this.#options;
		const { owners, people, history } = this.#world;
		const [session, owner] = random.pick([...owners]);
		const person = random.pick(people);
		const { id } = await person.sendText(owner, `for ${session}, ${this.#incoming.length}`);
		this.#incoming.push({ session, whatsappId: id });
		history.add('incoming', { session, from: person.phoneNumber, whatsappId: id });
	}

	/** Nothing is under way any more: every text is settled, every message told and posted. */
	async #becomeQuiet(): Promise<void> {
		const client = await this.#world.lives.client;
		const settled = new Set<string>();
		const isSettled = async ({ line, messageId }: Accepted) => {
			if (settled.has(messageId)) return true;
			const { status } = await client.messages.get(line.session, messageId);
			if (status !== 'accepted' && status !== 'sending') settled.add(messageId);
			return settled.has(messageId);
		};
		for (const each of this.#burst.accepted) {
			await until(`${each.text} is settled`, () => isSettled(each), QUIET_MS).catch(() => {});
		}
		await until(
			'every incoming message was posted',
			() => this.#world.target.idsOf.size >= this.#incoming.length,
		).catch(() => {});
	}
}
