/**
 * The packed package in a real n8n, with a real daemon, the sandbox and a real browser:
 * `npm run test:n8n-live`. Installs n8n outside the repository the first time. The exit code is the
 * result.
 *
 * STEPS=credential,trigger does only those (and what they need); SCREENSHOTS=docs/images/n8n is where
 * the pictures of the editor go, a temporary folder unless given; KEEP=1 leaves that folder.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CleanUps } from './clean-ups.ts';
import { installedN8n } from './installed-n8n.ts';
import { openStage } from './open-stage.ts';
import type { Step } from './stage.ts';
import { byHandStep } from './steps/by-hand.ts';
import { credentialStep } from './steps/credential.ts';
import { editorStep } from './steps/editor.ts';
import { linkStep } from './steps/link.ts';
import { listsStep } from './steps/lists.ts';
import { replyStep } from './steps/reply.ts';
import { sendingStep } from './steps/sending.ts';
import { triggerStep } from './steps/trigger.ts';

/** Milliseconds for everything after the install. */
const LIMIT_MS = 6 * 60_000;

/** How much of n8n's log is shown after a failure. */
const LOG_LINES = 20;

/** In this order: the session is linked in the second, and used from then on. */
const STEPS: readonly Step[] = [
	credentialStep,
	linkStep,
	listsStep,
	sendingStep,
	triggerStep,
	replyStep,
	editorStep,
	byHandStep,
];

const startedAt = performance.now();
const say = (line: string) => {
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
	process.stdout.write(`${seconds} s  ${line}\n`);
};
const wanted = process.env['STEPS']?.split(',');
const cleanUps = new CleanUps();
let done = 'nothing';
let logFile: string | undefined;

async function runSteps(n8nFolder: string): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'waypost-n8n-live-'));
	cleanUps.add('the folder', async () => {
		if (!process.env['KEEP']) await rm(folder, { recursive: true, force: true });
		else say(`kept: ${folder}`);
	});
	const stage = await openStage({ n8nFolder, folder, cleanUps, say });
	logFile = stage.n8n.logFile;
	done = 'n8n, daemon and sandbox are up';
	for (const { name, run } of STEPS) {
		if (wanted && name !== 'link' && !wanted.includes(name)) continue;
		say(`▶ ${name}`);
		await run(stage);
		done = name;
	}
}

/** The end of what n8n wrote, for who has to find out why. */
async function showLog(): Promise<void> {
	if (logFile === undefined) return;
	const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
	for (const line of lines.slice(-LOG_LINES)) say(`  n8n: ${line}`);
}

/** Ends everything, then the process: nothing may keep it alive. Once, whoever asks first. */
let ending: Promise<never> | undefined;
const end = (code: number) => (ending ??= cleanUpAndExit(code));

async function cleanUpAndExit(code: number): Promise<never> {
	await cleanUps.run(say);
	say(code === 0 ? 'The package works in a real n8n.' : `Done last: ${done}.`);
	process.exit(code);
}

async function fail(error: unknown): Promise<never> {
	if (!ending) {
		say(`✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		await showLog();
	}
	return await end(1);
}

async function main(): Promise<void> {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(1));
	process.on('uncaughtException', (error) => void fail(error));
	try {
		const n8nFolder = await installedN8n(say);
		setTimeout(
			() => void fail(new Error(`It took longer than ${LIMIT_MS / 60_000} minutes.`)),
			LIMIT_MS,
		);
		await runSteps(n8nFolder);
		await end(0);
	} catch (error) {
		await fail(error);
	}
}

await main();
