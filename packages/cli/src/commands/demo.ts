import { Command, Option } from 'commander';
import { isInteractive } from '../terminal.js';

interface DemoOptions {
	check?: boolean;
	stay?: boolean;
}

/** `waypost demo`: everything once, with two virtual phones. */
export const demoCommand = (): Command =>
	new Command('demo')
		.description('link, send, receive: all of it once, on this machine, with two virtual phones')
		.addOption(new Option('--check', 'use free ports and end by itself').conflicts('stay'))
		.option('--stay', 'keep daemon and sandbox running afterwards (default in a terminal)')
		.addHelpText(
			'after',
			'\nUses a temporary folder and none of your settings. The last line of stdout is one JSON object.',
		)
		.action(async ({ check = false, stay = isInteractive() }: DemoOptions) => {
			const { runDemo } = await import('../demo/demo.js');
			process.exitCode = await runDemo({ defaultPorts: !check, stay: stay && !check });
		});
