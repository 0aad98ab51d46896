import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type Waypost } from '@waypost/client';
import { createDaemon, createLogger, readConfig, type Daemon } from '@waypost/daemon';
import { createSandbox, type Phone, type Sandbox } from '@waypost/sandbox';
import { daemonEnvironment } from '../../packages/daemon/test/daemon-environment.ts';
import type { CleanUps } from './clean-ups.ts';

/** A daemon with the key that n8n gets, and the phones on both sides. */
export interface WaypostSide {
	sandbox: Sandbox;
	daemon: Daemon;
	/** With the admin key. */
	client: Waypost;
	/** Of the automation preset. */
	apiKey: string;
	/** The phone whose number gets linked as "sales". */
	anna: Phone;
	/** The phone that is written to, and writes. */
	ben: Phone;
	/** The phone whose number is linked in the browser, as "support". */
	carla: Phone;
}

export async function startWaypost(folder: string, cleanUps: CleanUps): Promise<WaypostSide> {
	const identity = join(folder, 'sandbox');
	await mkdir(identity, { recursive: true });
	const sandbox = await createSandbox({ port: 0, identityDir: identity });
	cleanUps.add('the sandbox', () => sandbox.close());
	const phone = (phoneNumber: string, name: string) => sandbox.addPhone({ phoneNumber, name });
	const anna = await phone('+491700000001', 'Anna');
	const ben = await phone('+491700000002', 'Ben');
	const carla = await phone('+491700000003', 'Carla');
	// Everything else as it is out of the box.
	const { config } = readConfig({
		...daemonEnvironment(sandbox, join(folder, 'data')),
		WAYPOST_LOG_LEVEL: process.env['WAYPOST_LOG_LEVEL'] ?? 'silent',
	});
	const daemon = await createDaemon({ config, logger: createLogger({ level: config.logLevel }) });
	cleanUps.add('the daemon', () => daemon.close());
	const client = createClient({ url: daemon.url, apiKey: daemon.adminKey });
	const { key: apiKey } = await client.keys.create({ name: 'n8n', preset: 'automation' });
	return { sandbox, daemon, client, apiKey, anna, ben, carla };
}
