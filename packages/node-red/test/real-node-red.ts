import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, PACKAGE, RED, USER_DIR } from './installation.ts';
import { NodeRedLog } from './node-red-log.ts';
import { shownStatus } from './shown-status.ts';

/** Users by their token, with what they may do. */
export type Users = Readonly<Record<string, string>>;

/** Node-RED as people run it: a process of its own, with this package and, if asked for, a login. */
export class RealNodeRed implements AsyncDisposable {
	readonly url: string;
	readonly #process: ChildProcess;
	readonly #folder: string;
	readonly #log: NodeRedLog;

	private constructor(url: string, process: ChildProcess, folder: string, log: NodeRedLog) {
		this.url = url;
		this.#process = process;
		this.#folder = folder;
		this.#log = log;
	}

	/** @param users - null for a Node-RED without a login. */
	static async start(users: Users | null): Promise<RealNodeRed> {
		const folder = await mkdtemp(join(tmpdir(), 'waypost-node-red-'));
		if (USER_DIR) await cp(USER_DIR, folder, { recursive: true });
		const settings = join(folder, 'settings.js');
		await writeFile(settings, settingsFile(folder, users));
		const node = spawn(NODE, [RED, '-u', folder, '-s', settings], {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const log = new NodeRedLog(node.stdout);
		// Either may come first.
		const [running] = await Promise.all([
			log.says('Server now running'),
			log.says('Started flows'),
		]);
		const [url] = /http:\S+\d/.exec(running)!;
		return new RealNodeRed(url, node, folder, log);
	}

	/** @param user - the token of one; null for somebody without a login. */
	fetch(method: string, path: string, user: string | null, body: object = {}): Promise<Response> {
		return fetch(this.url + path, {
			method,
			headers: {
				accept: 'application/json',
				'content-type': 'application/json',
				...(user !== null && { authorization: `Bearer ${user}` }),
			},
			...(method === 'POST' && { body: JSON.stringify(body) }),
		});
	}

	/** Puts flows in place of those that run, and waits until they do. */
	async deploy(flows: readonly object[]): Promise<void> {
		await Promise.all([this.#log.says('Started flows'), this.#postFlows(flows)]);
	}

	/** Waits until a node shows a text that fits. */
	shows(id: string, text: RegExp): Promise<void> {
		return shownStatus(this.url, id, text);
	}

	async #postFlows(flows: readonly object[]): Promise<void> {
		const answer = await fetch(`${this.url}/flows`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
			body: JSON.stringify(flows),
		});
		if (!answer.ok) throw new Error(`not deployed: ${answer.status} ${await answer.text()}`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const ended = once(this.#process, 'exit');
		this.#process.kill();
		await ended;
		await rm(this.#folder, { recursive: true, force: true });
	}
}

const settingsFile = (folder: string, users: Users | null): string => `
	const users = ${JSON.stringify(users)};
	module.exports = {
		uiPort: 0,
		uiHost: '127.0.0.1',
		flowFile: ${JSON.stringify(join(folder, 'flows.json'))},
		credentialSecret: 'test',
		nodesDir: ${JSON.stringify(USER_DIR ? [] : [PACKAGE])},
		telemetry: { enabled: false, updateNotification: false },
		externalModules: { autoInstall: false, palette: { allowInstall: false } },
		editorTheme: { tours: false, projects: { enabled: false }, codeEditor: { lib: 'ace' } },
		adminAuth: users && {
			type: 'credentials',
			users: async () => null,
			authenticate: async () => null,
			tokens: async (token) =>
				token in users ? { username: token, permissions: users[token] } : null,
		},
	};
`;
