import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Waypost } from '@waypost/client';
import { createDaemon, createLogger, readConfig, type Daemon } from '@waypost/daemon';
import { createSandbox, type Phone, type Sandbox } from '@waypost/sandbox';
import { nextFreePort } from './free-port.js';

/** Everything the demo plays with, in this process. */
export interface DemoWorld {
	sandbox: Sandbox;
	daemon: Daemon;
	waypost: Waypost;
	/** The phone whose number is linked. */
	anna: Phone;
	/** The phone on the other side. */
	ben: Phone;
	/** Ends all of it and deletes its folder. */
	close(): Promise<void>;
}

const DEFAULT_PORTS = { sandbox: 9298, daemon: 9297 };

/** Starts sandbox, phones and daemon in a folder of their own. Nothing stays when it throws. */
export async function startDemoWorld({
	defaultPorts,
}: {
	defaultPorts: boolean;
}): Promise<DemoWorld> {
	const folder = await mkdtemp(join(tmpdir(), 'waypost-demo-'));
	const cleanups: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
	const close = async () => {
		while (cleanups.length > 0) await cleanups.pop()?.();
	};
	try {
		const portOf = (name: keyof typeof DEFAULT_PORTS) =>
			defaultPorts ? nextFreePort(DEFAULT_PORTS[name]) : Promise.resolve(0);
		const sandbox = await createSandbox({
			port: await portOf('sandbox'),
			dataDir: join(folder, 'sandbox'),
		});
		cleanups.push(() => sandbox.close());
		const anna = await sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		const ben = await sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		const daemon = await startDaemon(sandbox, join(folder, 'data'), await portOf('daemon'));
		cleanups.push(() => daemon.close());
		const waypost = createClient({ url: daemon.url, apiKey: daemon.adminKey });
		return { sandbox, daemon, waypost, anna, ben, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** The settings are all named here: none of the caller's own take part. */
function startDaemon(sandbox: Sandbox, dataDir: string, port: number): Promise<Daemon> {
	const { config } = readConfig({
		WAYPOST_PORT: String(port),
		WAYPOST_DATA_DIR: dataDir,
		WAYPOST_WHATSAPP_URL: sandbox.url,
		WAYPOST_WHATSAPP_ROOT_KEY: sandbox.rootKey,
		WAYPOST_WHATSAPP_CA_FILE: sandbox.caFile,
		WAYPOST_LOG_LEVEL: 'silent',
	});
	return createDaemon({ config, logger: createLogger({ level: config.logLevel }) });
}
