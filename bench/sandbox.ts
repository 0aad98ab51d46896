import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { SandboxQuestion, SandboxReady } from './sandbox-process.ts';

/** One virtual phone, driven from outside the sandbox's process. */
export interface BenchPhone {
	readonly phoneNumber: string;
	/** The number without its plus and at WhatsApp, as Baileys addresses it. */
	readonly jid: string;
	/** Looks at the QR code of a client that links. */
	scan(qr: string): Promise<void>;
}

/** A sandbox in a process of its own: both sides of a comparison pay the same for WhatsApp's part. */
export interface BenchSandbox extends SandboxReady {
	/** @param phoneNumber - with country code. */
	addPhone(phoneNumber: string): Promise<BenchPhone>;
	/** MB its process takes after it has collected its garbage; needs `--expose-gc`. */
	memory(): Promise<number>;
	/** Milliseconds its process has computed, which other programs on the machine change little. */
	computed(): Promise<number>;
	close(): Promise<void>;
}

export interface BenchSandboxOptions {
	/** Of the ids and codes it thinks up. */
	seed?: number;
	/** For its process, such as `--cpu-prof`. */
	nodeOptions?: readonly string[];
}

/** @param prekeys - how many one-time keys WhatsApp asks a new device for: 5 or 812. */
export async function startSandbox(
	prekeys: 'few' | 'many',
	{ seed, nodeOptions = [] }: BenchSandboxOptions = {},
): Promise<BenchSandbox> {
	const args = seed === undefined ? [prekeys] : [prekeys, String(seed)];
	const child = fork(new URL('./sandbox-process.ts', import.meta.url), args, {
		execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
	});
	const [ready] = (await once(child, 'message')) as [SandboxReady];
	return {
		...ready,
		addPhone: (phoneNumber) => addPhone(ready, phoneNumber),
		memory: () => ask(child, 'memory'),
		computed: () => ask(child, 'computed'),
		close: async () => {
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

async function ask(child: ChildProcess, question: SandboxQuestion): Promise<number> {
	child.send(question);
	const [answer] = (await once(child, 'message')) as [number];
	return answer;
}

async function addPhone({ httpUrl }: SandboxReady, phoneNumber: string): Promise<BenchPhone> {
	await post(`${httpUrl}/v1/phones`, { phoneNumber });
	const url = `${httpUrl}/v1/phones/${encodeURIComponent(phoneNumber)}`;
	return {
		phoneNumber,
		jid: `${phoneNumber.slice(1)}@s.whatsapp.net`,
		scan: (qr) => post(`${url}/scan`, { qr }),
	};
}

async function post(url: string, body: unknown): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
