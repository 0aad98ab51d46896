import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createClient } from '@waypost/client';
import type { DaemonReady } from '../daemon-process.ts';
import type { BenchPhone } from '../sandbox.ts';
import type { SandboxReady } from '../sandbox-process.ts';
import type { Sender } from './sender.ts';

const SESSION = 'bench';
const MAIN = fileURLToPath(new URL('../daemon-process.ts', import.meta.url));

/**
 * A daemon in a process of its own, as users run it, linked to a phone; each send is one HTTP request
 * that is answered when WhatsApp has acknowledged the text.
 *
 * @param nodeOptions - for the daemon's process, such as `--cpu-prof`.
 */
export async function linkWaypost(
	sandbox: SandboxReady,
	dataDir: string,
	owner: BenchPhone,
	nodeOptions: readonly string[],
): Promise<Sender> {
	const child = fork(MAIN, {
		execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
		env: {
			PATH: process.env['PATH'],
			WAYPOST_PORT: '0',
			WAYPOST_DATA_DIR: dataDir,
			WAYPOST_LOG_LEVEL: 'silent',
			WAYPOST_WHATSAPP_URL: sandbox.url,
			WAYPOST_WHATSAPP_ROOT_KEY: sandbox.rootKey,
			WAYPOST_WHATSAPP_CA_FILE: sandbox.caFile,
		},
	});
	const [daemon] = (await once(child, 'message')) as [DaemonReady];
	await link(daemon, owner);
	const agent = new Agent({ keepAlive: true });
	return {
		name: 'Waypost, HTTP',
		send: (to, text) => sendText(daemon, agent, { to: to.phoneNumber, text }),
		close: async () => {
			agent.destroy();
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

async function link({ url, adminKey }: DaemonReady, owner: BenchPhone): Promise<void> {
	const { sessions } = createClient({ url, apiKey: adminKey });
	await sessions.create({ id: SESSION });
	const { qr } = await sessions.link(SESSION);
	await owner.scan(qr ?? '');
	await sessions.wait(SESSION, { state: 'connected' });
}

/** The plainest client there is, so that what is measured is the daemon. */
async function sendText(daemon: DaemonReady, agent: Agent, body: object): Promise<void> {
	const path = `/v1/sessions/${SESSION}/messages?wait=sent`;
	const outgoing = request(new URL(path, daemon.url), {
		method: 'POST',
		agent,
		headers: {
			Authorization: `Bearer ${daemon.adminKey}`,
			'Content-Type': 'application/json',
		},
	});
	outgoing.end(JSON.stringify(body));
	const [response] = (await once(outgoing, 'response')) as [
		NodeJS.ReadableStream & { statusCode?: number },
	];
	let text = '';
	for await (const chunk of response) text += String(chunk);
	if (response.statusCode !== 200)
		throw new Error(`the daemon answered ${response.statusCode}: ${text}`);
}
