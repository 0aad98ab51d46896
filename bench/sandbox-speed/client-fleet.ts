import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import type { BenchPhone } from '../sandbox.ts';
import type { SandboxReady } from '../sandbox-process.ts';
import type { ClientOrder, ClientReport } from './client-process.ts';

/** Unmodified Baileys clients in a process of their own. */
export class ClientFleet {
	readonly #child: ChildProcess;

	constructor() {
		this.#child = fork(new URL('./client-process.ts', import.meta.url), {
			execArgv: ['--disable-warning=ExperimentalWarning'],
		});
	}

	/** @returns milliseconds from the scan until the client was connected as a linked device. */
	async link(sandbox: SandboxReady, phone: BenchPhone): Promise<number> {
		this.#order({ do: 'link', sandbox });
		const { qr } = await this.#report('qr');
		const [, { ms }] = await Promise.all([phone.scan(qr), this.#report('linked')]);
		return ms;
	}

	/** The client that was linked last sends texts, so many at a time; resolves when all are acknowledged. */
	async send(to: string, texts: number, inFlight: number): Promise<void> {
		this.#order({ do: 'send', to, texts, inFlight });
		await this.#report('sent');
	}

	/** Resolves when the clients have received so many texts from now on. */
	async received(texts: number): Promise<void> {
		this.#order({ do: 'await', texts });
		await this.#report('received');
	}

	async close(): Promise<void> {
		this.#child.kill('SIGKILL');
		await once(this.#child, 'exit');
	}

	#order(order: ClientOrder): void {
		this.#child.send(order);
	}

	async #report<S extends ClientReport['said']>(said: S) {
		for await (const [report] of on(this.#child, 'message') as AsyncIterable<[ClientReport]>) {
			if (report.said === said) return report as Extract<ClientReport, { said: S }>;
		}
		throw new Error('the process of the clients ended');
	}
}
