import { codeOf, CommandError, sentenceOf } from '../failure.js';
import { listenForStop, unlessAborted } from '../stop-request.js';
import { note, print, printJson } from '../terminal.js';
import { startDemoWorld, type DemoWorld } from './demo-world.js';
import { StepPrinter } from './step-printer.js';
import { tellStory, type StoryResult } from './story.js';

export interface DemoOptions {
	/** The default ports or the next free ones; else any free ones. */
	defaultPorts: boolean;
	/** Keep everything running afterwards, until Ctrl+C. */
	stay: boolean;
}

/** The last line of stdout. */
export type DemoOutcome =
	| ({ ok: true } & StoryResult)
	| { ok: false; error: { code: string; message: string } };

/** Milliseconds for all of it, from the start to the answer. */
const TIME_LIMIT = 60_000;

/**
 * Runs the demo and cleans up after it, whatever happens; returns the exit code: 0 only when the text
 * and the picture were displayed by the other phone and its answer came back.
 */
export async function runDemo({ defaultPorts, stay }: DemoOptions): Promise<number> {
	const stop = listenForStop();
	const steps = new StepPrinter();
	const limit = startLimit(steps);
	let world: DemoWorld | undefined;
	let outcome: DemoOutcome;
	let isPrinted = false;
	try {
		world = await unlessAborted(startDemoWorld({ defaultPorts }), limit.signal);
		steps.done(`Sandbox on ${world.sandbox.httpUrl}, daemon on ${world.daemon.url}`);
		const signal = AbortSignal.any([stop.signal, limit.signal]);
		outcome = { ok: true, ...(await tellStory(world, steps, signal)) };
		limit.lift();
		if (stay) {
			isPrinted = true;
			printJson(outcome);
			describeStay(world);
			await stop.arrived;
		}
	} catch (error) {
		outcome = failed(error);
	}
	limit.lift();
	const end = await closeAll(world, outcome);
	stop.close();
	if (!isPrinted || !end.ok) printJson(end);
	return end.ok ? 0 : 1;
}

/** Aborts its signal when the demo takes too long. */
function startLimit(steps: StepPrinter) {
	const limit = new AbortController();
	const timer = setTimeout(() => {
		const message = `It took longer than ${TIME_LIMIT / 1000} seconds. Done last: ${steps.last}.`;
		limit.abort(new CommandError(message, { code: 'DEMO_TIMEOUT' }));
	}, TIME_LIMIT);
	return { signal: limit.signal, lift: () => clearTimeout(timer) };
}

async function closeAll(world: DemoWorld | undefined, outcome: DemoOutcome): Promise<DemoOutcome> {
	try {
		await world?.close();
		return outcome;
	} catch (error) {
		return outcome.ok ? failed(error) : outcome;
	}
}

function failed(error: unknown): DemoOutcome {
	const message = sentenceOf(error);
	print(`✗ The demo failed. ${message}`);
	return { ok: false, error: { code: codeOf(error), message } };
}

function describeStay({ daemon, sandbox, anna, ben }: DemoWorld): void {
	note();
	note(`Daemon:    ${daemon.url}`);
	note(`Admin key: in ${daemon.adminKeyFile ?? 'the environment'}`);
	note(`Sandbox:   ${sandbox.httpUrl}, with the phones of ${anna.name} and ${ben.name}`);
	note('Ctrl+C to end');
}
