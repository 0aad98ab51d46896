import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..');
const RED = createRequire(import.meta.url).resolve('node-red/red.js');

/** Users by their token, with what they may do. */
export type Users = Readonly<Record<string, string>>;

/** Node-RED as people run it: a process of its own, with this package and a login. */
export class RealNodeRed implements AsyncDisposable {
	readonly url: string;
	readonly #process: ChildProcess;
	readonly #folder: string;

	private constructor(url: string, process: ChildProcess, folder: string) {
		this.url = url;
		this.#process = process;
		this.#folder = folder;
	}

	/** @param users - null for a Node-RED without a login. */
	static async start(users: Users | null): Promise<RealNodeRed> {
		const folder = await mkdtemp(join(tmpdir(), 'waypost-node-red-'));
		const port = await freePort();
		const settings = join(folder, 'settings.js');
		await writeFile(settings, settingsFile(folder, port, users));
		const node = spawn(process.execPath, [RED, '-u', folder, '-s', settings], {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		await started(node);
		return new RealNodeRed(`http://127.0.0.1:${port}`, node, folder);
	}

	/** @param user - the token of one; null for somebody without a login. */
	fetch(method: string, path: string, user: string | null): Promise<Response> {
		return fetch(this.url + path, {
			method,
			headers: {
				accept: 'application/json',
				'content-type': 'application/json',
				...(user !== null && { authorization: `Bearer ${user}` }),
			},
			...(method === 'POST' && { body: '{}' }),
		});
	}

	/** Puts flows in place of those that run. They start a moment after. */
	async deploy(flows: readonly object[]): Promise<void> {
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

const settingsFile = (folder: string, port: number, users: Users | null): string => `
	const users = ${JSON.stringify(users)};
	module.exports = {
		uiPort: ${port},
		uiHost: '127.0.0.1',
		flowFile: ${JSON.stringify(join(folder, 'flows.json'))},
		credentialSecret: 'test',
		nodesDir: [${JSON.stringify(PACKAGE)}],
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

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	return port;
}

/** It listens and its flows run: each is said in the log, in either order. */
async function started(node: ChildProcess): Promise<void> {
	let log = '';
	node.stdout!.setEncoding('utf8');
	for await (const text of node.stdout!.iterator({ destroyOnReturn: false })) {
		log += text as string;
		if (log.includes('Started flows') && log.includes('Server now running')) break;
	}
	if (node.exitCode !== null) throw new Error(`Node-RED did not start:\n${log}`);
	node.stdout!.resume();
}
