import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Link, Session } from '@waypost/contract';
import { createSandbox, type Phone, type Sandbox } from '@waypost/sandbox';
import { daemonEnvironment } from './daemon-environment.js';
import { DaemonProcess } from './daemon-process.js';

/** A sandbox with two people, and a data folder on which one daemon process lives after the other. */
export class CrashWorld {
	readonly sandbox: Sandbox;
	readonly dataDir: string;
	/** Whose number is linked. */
	readonly anna: Phone;
	readonly ben: Phone;
	readonly #started: DaemonProcess[] = [];

	private constructor(parts: Pick<CrashWorld, 'sandbox' | 'dataDir' | 'anna' | 'ben'>) {
		this.sandbox = parts.sandbox;
		this.dataDir = parts.dataDir;
		this.anna = parts.anna;
		this.ben = parts.ben;
	}

	static async start(): Promise<CrashWorld> {
		const sandbox = await createSandbox({ port: 0 });
		const dataDir = await mkdtemp(join(tmpdir(), 'waypost-crash-'));
		const anna = await sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		const ben = await sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		return new CrashWorld({ sandbox, dataDir, anna, ben });
	}

	async startDaemon(): Promise<DaemonProcess> {
		const daemon = await DaemonProcess.start(daemonEnvironment(this.sandbox, this.dataDir));
		this.#started.push(daemon);
		return daemon;
	}

	/** Creates the session `sales`. @returns the text of its first QR code. */
	async showQr(daemon: DaemonProcess): Promise<string> {
		await daemon.call('POST', '/v1/sessions', { id: 'sales' });
		const { body } = await daemon.call<Link>('POST', '/v1/sessions/sales/link', {});
		return body.qr ?? '';
	}

	async connected(daemon: DaemonProcess): Promise<Session> {
		return (await daemon.call<Session>('GET', '/v1/sessions/sales/wait?timeout=20')).body;
	}

	/** A daemon whose session is linked with Anna's phone. */
	async startLinked(): Promise<DaemonProcess> {
		const daemon = await this.startDaemon();
		await this.anna.scan(await this.showQr(daemon));
		await this.connected(daemon);
		return daemon;
	}

	/** The next daemon, once its session is connected. */
	async startConnected(): Promise<DaemonProcess> {
		const daemon = await this.startDaemon();
		await this.connected(daemon);
		return daemon;
	}

	async close(): Promise<void> {
		for (const daemon of this.#started) await daemon.kill();
		await this.sandbox.close();
		await rm(this.dataDir, { recursive: true });
	}
}
