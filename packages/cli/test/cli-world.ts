import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWaypost, temporaryFolder, WaypostProcess } from './waypost-process.js';

/** What a phone of the sandbox has displayed. */
interface ShownMessage {
	text: string | null;
	attachment: { fileName: string; caption: string; size: number } | null;
}

/** A sandbox and a daemon, both started by the command line, and commands that call the daemon. */
export class CliWorld implements AsyncDisposable {
	readonly folder: string;
	readonly daemonUrl: string;
	/** The admin key, which no output may hold. */
	readonly adminKey: string;
	readonly #sandboxUrl: string;
	readonly #resources: AsyncDisposable;

	private constructor(options: {
		folder: string;
		daemonUrl: string;
		adminKey: string;
		sandboxUrl: string;
		resources: AsyncDisposable;
	}) {
		this.folder = options.folder;
		this.daemonUrl = options.daemonUrl;
		this.adminKey = options.adminKey;
		this.#sandboxUrl = options.sandboxUrl;
		this.#resources = options.resources;
	}

	static async start(): Promise<CliWorld> {
		await using started = new AsyncDisposableStack();
		const { path: cwd } = started.use(await temporaryFolder());
		const sandbox = started.use(new WaypostProcess(['sandbox', '--port', '0'], { cwd }));
		await sandbox.printed(/Ctrl\+C/);
		const env = settingsIn(sandbox.stdout);
		const daemon = started.use(new WaypostProcess(['start', '--port', '0'], { cwd, env }));
		const [, daemonUrl = ''] = await daemon.printed(/listening on (\S+)[^]*Ctrl\+C/);
		const [, sandboxUrl = ''] = await sandbox.printed(/listening on (\S+)/);
		const adminKey = (await readFile(join(cwd, 'data', 'admin.key'), 'utf8')).trim();
		const resources = started.move();
		return new CliWorld({ folder: cwd, daemonUrl, adminKey, sandboxUrl, resources });
	}

	/** Runs a command that finds the daemon by WAYPOST_URL and the key in ./data. */
	run(...args: string[]) {
		return runWaypost(args, this.#options);
	}

	/** Starts such a command and does not wait for its end. */
	begin(...args: string[]): WaypostProcess {
		return new WaypostProcess(args, this.#options);
	}

	/** Calls the control API of the sandbox. */
	async sandbox<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.#sandboxUrl}/v1${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
		return (await response.json()) as T;
	}

	async addPhones(...phoneNumbers: string[]): Promise<void> {
		for (const phoneNumber of phoneNumbers) await this.sandbox('POST', '/phones', { phoneNumber });
	}

	/** Links a session with the phone of that number. */
	async linkSession(id: string, phoneNumber: string): Promise<void> {
		await using linking = this.begin('link', id, '--json');
		const [line] = await linking.printed(/^\{"sessionId".*\}$/m);
		const { qr } = JSON.parse(line) as { qr: string };
		await this.sandbox('POST', `/phones/${phoneNumber}/scan`, { qr });
		await linking.ended;
	}

	/** What the phone of that number has displayed. */
	async displayed(phoneNumber: string): Promise<ShownMessage[]> {
		const path = `/phones/${phoneNumber}/messages`;
		return (await this.sandbox<{ data: ShownMessage[] }>('GET', path)).data;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#resources[Symbol.asyncDispose]();
	}

	get #options() {
		return { cwd: this.folder, env: { WAYPOST_URL: this.daemonUrl } };
	}
}

/** The variables that `waypost sandbox` tells the user to copy. */
function settingsIn(output: string): Record<string, string> {
	const settings: Record<string, string> = {};
	for (const [, name = '', value = ''] of output.matchAll(/^(WAYPOST_WHATSAPP_\w+)=(.+)$/gm)) {
		settings[name] = value;
	}
	return settings;
}
