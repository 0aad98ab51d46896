import { createDaemon, createLogger, readConfig } from '@waypost/daemon';

/** What the bench needs to know of the daemon in the other process. */
export interface DaemonReady {
	url: string;
	adminKey: string;
}

const { config } = readConfig(process.env);
const daemon = await createDaemon({ config, logger: createLogger({ level: config.logLevel }) });
process.once('SIGTERM', () => void daemon.close().then(() => process.exit(0)));
process.send?.({ url: daemon.url, adminKey: daemon.adminKey } satisfies DaemonReady);
