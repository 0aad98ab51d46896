import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultRuleInput, SandboxOptions, WireLogEntry } from '../../src/index.js';
import type { SandboxReady } from './sandbox-process.js';

/**
 * A sandbox in a process of its own, as it was built, led through its control API. A sandbox mends
 * libsignal for its whole process (src/mend-libsignal.ts): clients that are to be as they come from
 * npm must not share it.
 */
export class RemoteSandbox implements SandboxReady {
	readonly url: string;
	readonly httpUrl: string;
	readonly rootKey: string;
	readonly caFile: string;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, { url, httpUrl, rootKey, caFile }: SandboxReady) {
		this.#child = child;
		this.url = url;
		this.httpUrl = httpUrl;
		this.rootKey = rootKey;
		this.caFile = caFile;
	}

	static async start(options: SandboxOptions = {}): Promise<RemoteSandbox> {
		const file = join(import.meta.dirname, 'sandbox-process.ts');
		const child = fork(file, [JSON.stringify(options)], {
			execArgv: ['--disable-warning=ExperimentalWarning'],
		});
		const [ready] = (await Promise.race([once(child, 'message'), ended(child)])) as [SandboxReady];
		return new RemoteSandbox(child, ready);
	}

	async addPhone(phoneNumber: string, name: string): Promise<{ lid: string }> {
		return this.post('/phones', { phoneNumber, name });
	}

	async scan(phoneNumber: string, qr: string): Promise<void> {
		await this.post(`/phones/${phoneNumber}/scan`, { qr });
	}

	async enterPairingCode(phoneNumber: string, code: string): Promise<void> {
		await this.post(`/phones/${phoneNumber}/pairing-code`, { code });
	}

	/** What the owner of a phone writes: `to`, and the content as the control API takes it. */
	async write(phoneNumber: string, message: { readonly to: string; readonly text: string }) {
		return this.post<{ id: string }>(`/phones/${phoneNumber}/messages`, message);
	}

	async addFault(fault: FaultRuleInput): Promise<{ id: string }> {
		return this.post('/faults', fault);
	}

	async fault(id: string): Promise<{ hits: number }> {
		return this.get(`/faults/${id}`);
	}

	async unknownStanzas(): Promise<Record<string, number>> {
		return this.get('/stanzas/unknown');
	}

	/** The whole wire log. */
	async stanzas(): Promise<WireLogEntry[]> {
		const all: WireLogEntry[] = [];
		for (let next: string | null = '0'; next !== null; ) {
			const page: { data: WireLogEntry[]; next: string | null } = await this.get(
				`/stanzas?after=${next}&limit=1000`,
			);
			all.push(...page.data);
			({ next } = page);
		}
		return all;
	}

	async get<T>(path: string): Promise<T> {
		return this.#ask(path);
	}

	async post<T>(path: string, body: object = {}): Promise<T> {
		return this.#ask(path, json('POST', body));
	}

	async patch<T>(path: string, body: object): Promise<T> {
		return this.#ask(path, json('PATCH', body));
	}

	/** The process ends when it is alone. */
	async close(): Promise<void> {
		if (!this.#child.connected) return;
		const exit = once(this.#child, 'exit');
		this.#child.disconnect();
		await exit;
	}

	async #ask<T>(path: string, request: RequestInit = {}): Promise<T> {
		const response = await fetch(`${this.httpUrl}/v1${path}`, request);
		const text = await response.text();
		if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
		return (text === '' ? undefined : JSON.parse(text)) as T;
	}
}

function json(method: string, body: object): RequestInit {
	return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function ended(child: ChildProcess): Promise<never> {
	const [code] = (await once(child, 'exit')) as [number | null];
	throw new Error(`The process of the sandbox ended with ${code}. Build first: npm run build.`);
}
