import { resolve } from 'node:path';
import type { Config, Daemon } from '@waypost/daemon';
import { Command } from 'commander';
import { CommandError, CONFIGURATION_MISTAKE, explainPort, sentenceOf } from '../failure.js';
import { portNumber } from '../number-option.js';
import { listenForStop } from '../stop-request.js';
import { isTerminal, print } from '../terminal.js';

interface StartOptions {
	port?: number;
	host?: string;
	data?: string;
}

/** Variables of the other commands, which are no settings of the daemon. */
const CLIENT_VARIABLES = ['WAYPOST_URL', 'WAYPOST_API_KEY'];

/** `waypost start`: the daemon, until Ctrl+C. Its log goes to stderr as JSON lines. */
export const startCommand = (): Command =>
	new Command('start')
		.description('start the daemon')
		.option('--port <port>', 'port to listen on (WAYPOST_PORT; default: 9297)', portNumber)
		.option('--host <host>', 'address to listen on (WAYPOST_HOST; default: 127.0.0.1)')
		.option('--data <folder>', 'data folder (WAYPOST_DATA_DIR; default: ./data)')
		.addHelpText('after', '\nOther settings come from WAYPOST_… variables, also from a .env file.')
		.action(start);

async function start(options: StartOptions): Promise<void> {
	const stop = listenForStop();
	try {
		const daemon = await startDaemon(options);
		describe(daemon);
		await stop.arrived;
		print('Stopping …');
		await daemon.close();
	} finally {
		stop.close();
	}
}

async function startDaemon(options: StartOptions): Promise<Daemon> {
	const { createDaemon, createLogger } = await import('@waypost/daemon');
	const { config, warnings } = await readSettings(options);
	const destination = { write: (line: string) => void process.stderr.write(line) };
	const logger = createLogger({ level: config.logLevel, destination });
	for (const warning of warnings) logger.warn(warning);
	try {
		return await createDaemon({ config, logger });
	} catch (error) {
		throw explainPort(error, config.port);
	}
}

async function readSettings({ port, host, data }: StartOptions) {
	const { readConfig, readEnvironment } = await import('@waypost/daemon');
	const overrides: Partial<Config> = {
		...(port !== undefined && { port }),
		...(host !== undefined && { host }),
		...(data !== undefined && { dataDir: resolve(data) }),
	};
	const environment = { ...readEnvironment() };
	for (const variable of CLIENT_VARIABLES) delete environment[variable];
	try {
		return readConfig(environment, overrides);
	} catch (error) {
		throw new CommandError(sentenceOf(error), {
			code: 'CONFIGURATION_INVALID',
			exitCode: CONFIGURATION_MISTAKE,
			cause: error,
		});
	}
}

function describe(daemon: Daemon): void {
	print(`Waypost is listening on ${daemon.url}`);
	print(
		daemon.mode === 'sandbox'
			? 'Mode:      sandbox (a stand-in for WhatsApp on this machine; nothing reaches real people)'
			: 'Mode:      live (WhatsApp itself)',
	);
	print(
		`Admin key: ${daemon.adminKeyFile ? `in ${daemon.adminKeyFile}` : 'from WAYPOST_ADMIN_KEY'}`,
	);
	if (daemon.isAdminKeyNew && isTerminal())
		print(`           ${daemon.adminKey} (shown this once)`);
	print('Ctrl+C to stop');
}
