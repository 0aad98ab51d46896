import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { demoCommand } from './commands/demo.js';
import { keysCommand } from './commands/keys.js';
import { linkCommand } from './commands/link.js';
import { sandboxCommand } from './commands/sandbox.js';
import { sendCommand } from './commands/send.js';
import { startCommand } from './commands/start.js';

/** The `waypost` command line. Commands load what they need when they run, so help is quick. */
export function createProgram(): Command {
	return new Command('waypost')
		.description('WhatsApp for low-code automation: daemon, sandbox and demo in one command.')
		.version(ownVersion(), '-v, --version', 'print the version')
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		.showHelpAfterError('(add --help for what can be written here)')
		.addCommand(startCommand())
		.addCommand(demoCommand())
		.addCommand(sandboxCommand())
		.addCommand(linkCommand())
		.addCommand(sendCommand())
		.addCommand(keysCommand());
}

function ownVersion(): string {
	const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}
