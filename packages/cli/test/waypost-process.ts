import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/waypost.js', import.meta.url));

/** Shared by all runs, since it would be in the temporary folder of each. */
const COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');

export interface RunOptions {
	/** Working directory; also where temporary folders go. */
	cwd: string;
	env?: Record<string, string>;
}

/** One run of the built `waypost`, with no terminal and stdin closed. */
export class WaypostProcess implements AsyncDisposable {
	stdout = '';
	stderr = '';
	readonly #child: ChildProcess;
	readonly #ended: Promise<number | null>;

	constructor(args: string[], { cwd, env = {} }: RunOptions) {
		const child = spawn(process.execPath, [BIN, ...args], {
			cwd,
			env: { PATH: process.env['PATH'], TMPDIR: cwd, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
		this.#child = child;
		this.#ended = once(child, 'close').then(([code]) => code as number | null);
	}

	/** The exit code. */
	get ended(): Promise<number | null> {
		return this.#ended;
	}

	/** The last line of stdout. */
	get lastLine(): string {
		return this.stdout.trimEnd().split('\n').at(-1) ?? '';
	}

	/** The first match in stdout, as soon as it is there; throws when the process ends without it. */
	async printed(pattern: RegExp): Promise<RegExpExecArray> {
		const isOver = this.#ended.then(() => 'over' as const);
		while (true) {
			const match = pattern.exec(this.stdout);
			if (match) return match;
			const news = once(this.#child.stdout!, 'data').then(() => 'news' as const);
			if ((await Promise.race([news, isOver])) === 'over' && !pattern.test(this.stdout)) {
				throw new Error(`Ended without printing ${pattern}: ${this.stdout}${this.stderr}`);
			}
		}
	}

	stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
		this.#child.kill(signal);
		return this.#ended;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#child.exitCode === null) await this.stop();
	}
}

/** Runs a command to its end. */
export async function runWaypost(args: string[], options: RunOptions) {
	const run = new WaypostProcess(args, options);
	const code = await run.ended;
	return { code, stdout: run.stdout, stderr: run.stderr, lastLine: run.lastLine };
}

/** A new folder that is deleted at the end. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
	const path = await mkdtemp(join(tmpdir(), 'waypost-cli-test-'));
	return {
		path,
		[Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
	};
}
