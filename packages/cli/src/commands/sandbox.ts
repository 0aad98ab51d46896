import { resolve } from 'node:path';
import type { Sandbox } from '@waypost/sandbox';
import { Command } from 'commander';
import { explainPort } from '../failure.js';
import { portNumber } from '../number-option.js';
import { listenForStop } from '../stop-request.js';
import { note, print } from '../terminal.js';

interface SandboxOptions {
	port: number;
	data?: string;
}

/** `waypost sandbox`: the stand-in for WhatsApp alone, until Ctrl+C. */
export const sandboxCommand = (): Command =>
	new Command('sandbox')
		.description('start a stand-in for WhatsApp with virtual phones, on this machine only')
		.option('--port <port>', 'port to listen on', portNumber, 9298)
		.option(
			'--data <folder>',
			'keep everything here, to go on with it later: phones, links, chats, keys (default: nothing is kept)',
		)
		.action(runSandbox);

async function runSandbox({ port, data }: SandboxOptions): Promise<void> {
	const { createSandbox } = await import('@waypost/sandbox');
	const stop = listenForStop();
	try {
		const dataDir = data === undefined ? {} : { dataDir: resolve(data) };
		const sandbox = await createSandbox({ port, ...dataDir }).catch((error: unknown) => {
			throw explainPort(error, port);
		});
		sandbox.subscribe((event) => {
			if (event.type === 'sandbox.not-saved') note(notSaved(event.data.problem));
		});
		describe(sandbox);
		describeWorld(sandbox, dataDir.dataDir);
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
}

/** What is there already, and whether it will be there the next time. */
function describeWorld(sandbox: Sandbox, folder: string | undefined): void {
	const { problem, savedAt } = sandbox.resumed;
	if (problem !== null) note(problem);
	if (folder === undefined) {
		print('Phones, links and chats are gone when it stops; --data FOLDER keeps them.');
	} else if (savedAt === null) {
		print(`Phones, links and chats are kept in ${folder}`);
	} else {
		const phones = sandbox.phones();
		const devices = phones.flatMap((phone) => phone.devices());
		const counts = `phones: ${phones.length}, linked devices: ${devices.length}`;
		print(`It goes on from ${folder} (${counts})`);
	}
	print('Ctrl+C to stop');
}

const notSaved = (problem: string) =>
	`The world could not be saved: ${problem}. The sandbox goes on and tries again.`;
