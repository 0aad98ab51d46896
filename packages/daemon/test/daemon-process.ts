import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./fixtures/daemon-main.js', import.meta.url));

/** A daemon in a process of its own, made from the build, so that a test can kill it. */
export class DaemonProcess {
	readonly url: string;
	readonly adminKey: string;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, ready: { url: string; adminKey: string }) {
		this.#child = child;
		this.url = ready.url;
		this.adminKey = ready.adminKey;
	}

	/** @param environment - the daemon's WAYPOST_ variables. */
	static async start(environment: Record<string, string>): Promise<DaemonProcess> {
		const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
			env: { PATH: process.env['PATH'] ?? '', ...environment },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const ready = await firstLine(child);
		return new DaemonProcess(child, JSON.parse(ready) as { url: string; adminKey: string });
	}

	async call<T>(
		method: string,
		path: string,
		json?: unknown,
	): Promise<{ status: number; body: T }> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				Authorization: `Bearer ${this.adminKey}`,
				...(json !== undefined && { 'Content-Type': 'application/json' }),
			},
			...(json !== undefined && { body: JSON.stringify(json) }),
		});
		return { status: response.status, body: (await response.json()) as T };
	}

	/** `kill -9`: nothing of the process runs any more. */
	async kill(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		const exited = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await exited;
	}

	/** Asks it to stop, as a service manager does. @returns the exit code. */
	async terminate(): Promise<number | null> {
		const exited = once(this.#child, 'exit') as Promise<[number | null]>;
		this.#child.kill('SIGTERM');
		return (await exited)[0];
	}
}

async function firstLine(child: ChildProcess): Promise<string> {
	let text = '';
	child.stdout?.setEncoding('utf8');
	for await (const chunk of child.stdout as AsyncIterable<string>) {
		text += chunk;
		const end = text.indexOf('\n');
		if (end >= 0) {
			child.stdout?.resume();
			return text.slice(0, end);
		}
	}
	throw new Error('the daemon process ended before it was ready');
}
