import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type BenchPhone, type BenchSandbox } from '../sandbox.ts';
import { median } from '../statistics.ts';
import { fileStore, linkBareBaileys, memoryStore } from './bare-baileys.ts';
import { measureFsync } from './fsync.ts';
import { latencyGoal, throughputGoals, type Goal, type Round } from './goals.ts';
import { runLoad, type Load, type Measured } from './load.ts';
import type { Sender } from './sender.ts';
import { linkWaypost } from './waypost.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const TEXTS = Number(process.env['TEXTS'] ?? 160);
const RECIPIENTS = 8;

const LOADS: readonly Load[] = [
	{ name: '1 in flight', inFlight: 1, recipients: 1, texts: TEXTS / 2 },
	{ name: '8 in flight to 8 people', inFlight: 8, recipients: RECIPIENTS, texts: TEXTS },
	{ name: '8 in flight to one person', inFlight: 8, recipients: 1, texts: TEXTS },
];

type Sides = Record<keyof Round, Sender>;

/**
 * Set NODE_OPTIONS_DAEMON, such as `--cpu-prof --cpu-prof-dir=/tmp/profile`, to look into the daemon;
 * ROUNDS and TEXTS for the size.
 *
 * @returns whether the promises held.
 */
export async function run(): Promise<boolean> {
	// libsignal prints each session it closes, private keys included.
	console.info = () => {};
	const folder = await mkdtemp(join(tmpdir(), 'waypost-bench-send-'));
	const sandbox = await startSandbox('few');
	const open: Sender[] = [];
	try {
		const sides = await linkAll(sandbox, folder, open);
		const people = await addPeople(sandbox);
		for (const side of Object.values(sides)) await warmUp(side, people);
		const fsyncMs = measureFsync(join(folder, 'fsync'));
		console.log(`one fsync here: ${fsyncMs.toFixed(2)} ms`);
		return judge(await measure(sides, people), fsyncMs);
	} finally {
		for (const sender of open) await sender.close();
		await sandbox.close();
		await rm(folder, { recursive: true });
	}
}

async function linkAll(sandbox: BenchSandbox, folder: string, open: Sender[]): Promise<Sides> {
	const owner = (n: number) => sandbox.addPhone(`+49170000000${n}`);
	const keep = (sender: Sender): Sender => {
		open.push(sender);
		return sender;
	};
	const nodeOptions = process.env['NODE_OPTIONS_DAEMON']?.split(' ') ?? [];
	return {
		files: keep(
			await linkBareBaileys(sandbox, await fileStore(join(folder, 'files')), await owner(1)),
		),
		memory: keep(await linkBareBaileys(sandbox, memoryStore(), await owner(2))),
		waypost: keep(await linkWaypost(sandbox, join(folder, 'waypost'), await owner(3), nodeOptions)),
	};
}

async function addPeople(sandbox: BenchSandbox): Promise<BenchPhone[]> {
	const people: BenchPhone[] = [];
	for (let n = 0; n < RECIPIENTS; n++) people.push(await sandbox.addPhone(`+4917100000${n}0`));
	return people;
}

/** First contacts, loaded code and warm caches are not what is compared. */
async function warmUp(sender: Sender, people: readonly BenchPhone[]): Promise<void> {
	for (const load of LOADS) await runLoad(sender, people, { ...load, texts: RECIPIENTS * 8 });
}

/** The sides take turns, and another one begins each time. */
async function measure(sides: Sides, people: readonly BenchPhone[]): Promise<Map<Load, Round[]>> {
	const results = new Map<Load, Round[]>(LOADS.map((load) => [load, []]));
	const names = Object.keys(sides) as (keyof Round)[];
	for (let n = 0; n < ROUNDS; n++) {
		const turn = [...names.slice(n % names.length), ...names.slice(0, n % names.length)];
		for (const [load, rounds] of results) {
			const round: Partial<Round> = {};
			for (const name of turn) round[name] = await runLoad(sides[name], people, load);
			rounds.push(round as Round);
		}
	}
	for (const [load, rounds] of results) print(load, sides, rounds);
	return results;
}

function print({ name }: Load, sides: Sides, rounds: readonly Round[]): void {
	console.log(`${name}, medians of ${rounds.length} interleaved rounds:`);
	for (const side of Object.keys(sides) as (keyof Round)[]) {
		const middle = (what: keyof Measured) => median(rounds.map((round) => round[side][what]));
		console.log(
			`  ${sides[side].name.padEnd(16)}` +
				`${middle('textsPerSecond').toFixed(0).padStart(6)} texts/s` +
				`   ack p50 ${middle('p50').toFixed(1).padStart(6)} ms` +
				`   p99 ${middle('p99').toFixed(1).padStart(6)} ms`,
		);
	}
}

function judge(results: ReadonlyMap<Load, Round[]>, fsyncMs: number): boolean {
	const goals: Goal[] = [...results].flatMap(([load, rounds]) =>
		load.inFlight === 1 ? [latencyGoal(load, rounds, fsyncMs)] : throughputGoals(load, rounds),
	);
	for (const { text, isMet } of goals) console.log(`${isMet ? 'kept  ' : 'BROKEN'} ${text}`);
	return goals.every(({ isMet }) => isMet);
}
