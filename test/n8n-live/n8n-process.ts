import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../packages/daemon/test/lanes/until.ts';
import { freePorts } from './free-ports.ts';
import { n8nProgram } from './installed-n8n.ts';

const START_MS = 90_000;
const STOP_MS = 20_000;

/** A real n8n of its own, that calls nobody, in a folder that may outlive it. */
export class N8nProcess {
	readonly logFile: string;
	readonly #folder: string;
	readonly #home: string;
	#ports: Promise<number[]> | undefined;
	#url = '';
	#child: ChildProcess | undefined;

	/**
	 * @param folder - where n8n is installed.
	 * @param home - where it keeps its data.
	 */
	constructor(folder: string, home: string) {
		this.#folder = folder;
		this.#home = home;
		this.logFile = join(home, 'n8n.log');
	}

	/** Known once it was started, and the same after a restart. */
	get url(): string {
		return this.#url;
	}

	async start(): Promise<void> {
		this.#ports ??= freePorts(2);
		const [port, brokerPort] = (await this.#ports) as [number, number];
		this.#url = `http://127.0.0.1:${port}`;
		const child = spawn(process.execPath, [n8nProgram(this.#folder), 'start'], {
			cwd: this.#folder,
			env: {
				PATH: process.env['PATH'] ?? '',
				HOME: process.env['HOME'] ?? '',
				...environmentOf(this.#home, port, brokerPort),
			},
			stdio: ['ignore', 'pipe', 'pipe'],
			// A group of its own: n8n starts a process that runs code, which has to end with it.
			detached: true,
		});
		this.#child = child;
		const log = createWriteStream(this.logFile, { flags: 'a' });
		child.stdout?.pipe(log, { end: false });
		child.stderr?.pipe(log, { end: false });
		await until(
			`n8n answers (its log: ${this.logFile})`,
			async () => {
				if (child.exitCode !== null) throw new Error(`n8n ended; its log: ${this.logFile}`);
				return await this.#isReady();
			},
			START_MS,
		);
	}

	async #isReady(): Promise<boolean> {
		// Readiness is about the database; workflows are active when the editor answers, too.
		for (const path of ['/healthz/readiness', '/rest/settings']) {
			const answer = await fetch(this.url + path).catch(() => undefined);
			if (answer?.status !== 200) return false;
			await answer.arrayBuffer();
		}
		return true;
	}

	/** As a service manager does it: asks, and after a while insists. */
	async stop(): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
		const exited = once(child, 'exit');
		child.kill('SIGTERM');
		const isGone = await Promise.race([exited.then(() => true), pause(STOP_MS, false)]);
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			// Nothing of the group is left.
		}
		if (!isGone) await exited;
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}
}

const environmentOf = (home: string, port: number, brokerPort: number): Record<string, string> => ({
	N8N_USER_FOLDER: home,
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_PORT: String(port),
	N8N_PROTOCOL: 'http',
	N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
	N8N_RUNNERS_BROKER_PORT: String(brokerPort),
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
	N8N_SECURE_COOKIE: 'false',
	N8N_ENCRYPTION_KEY: 'for-tests-only',
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	DB_SQLITE_POOL_SIZE: '2',
	GENERIC_TIMEZONE: 'Europe/Berlin',

	// Nothing of this calls anybody.
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
});
