import { resolve } from 'node:path';
import type { Sandbox } from '@waypost/sandbox';
import { Command } from 'commander';
import { explainPort } from '../failure.js';
import { portNumber } from '../number-option.js';
import { listenForStop } from '../stop-request.js';
import { print } from '../terminal.js';

interface SandboxOptions {
	port: number;
	data?: string;
}

/** `waypost sandbox`: the stand-in for WhatsApp alone, until Ctrl+C. */
export const sandboxCommand = (): Command =>
	new Command('sandbox')
		.description('start a stand-in for WhatsApp with virtual phones, on this machine only')
		.option('--port <port>', 'port to listen on', portNumber, 9298)
		.option('--data <folder>', 'keep root key and certificate here (default: a temporary folder)')
		.action(runSandbox);

async function runSandbox({ port, data }: SandboxOptions): Promise<void> {
	const { createSandbox } = await import('@waypost/sandbox');
	const stop = listenForStop();
	try {
		const dataDir = data === undefined ? {} : { dataDir: resolve(data) };
		const sandbox = await createSandbox({ port, ...dataDir }).catch((error: unknown) => {
			throw explainPort(error, port);
		});
		describe(sandbox);
		await stop.arrived;
		print('Stopping …');
		await sandbox.close();
	} finally {
		stop.close();
	}
}

function describe(sandbox: Sandbox): void {
	print(`The sandbox is listening on ${sandbox.httpUrl}`);
	print(`Root key:         ${sandbox.rootKey}`);
	print(`Certificate file: ${sandbox.caFile}`);
	print();
	print('A daemon uses it in place of WhatsApp with these three settings:');
	print();
	print(`WAYPOST_WHATSAPP_URL=${sandbox.url}`);
	print(`WAYPOST_WHATSAPP_ROOT_KEY=${sandbox.rootKey}`);
	print(`WAYPOST_WHATSAPP_CA_FILE=${sandbox.caFile}`);
	print();
	print('Ctrl+C to stop');
}
