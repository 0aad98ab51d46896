import { expect, test } from '@jest/globals';
import { runWaypost } from './waypost-process.js';

const cwd = import.meta.dirname;

test('help names every command', async () => {
	const { code, stdout } = await runWaypost(['--help'], { cwd });
	const commands = [...stdout.matchAll(/^ {2}(\w+) .*/gm)].map(([, name]) => name);
	expect([code, commands]).toEqual([
		0,
		['start', 'demo', 'sandbox', 'link', 'send', 'keys', 'help'],
	]);
});

test.each(['start', 'demo', 'sandbox', 'link', 'send', 'keys'])(
	'%s has a help of its own',
	async (command) => {
		const { code, stdout } = await runWaypost([command, '--help'], { cwd });
		expect([code, stdout.startsWith(`Usage: waypost ${command}`)]).toEqual([0, true]);
	},
);

test('an unknown command is an error that points to the help', async () => {
	const { code, stderr } = await runWaypost(['fly'], { cwd });
	expect([code, stderr]).toEqual([1, expect.stringMatching(/unknown command 'fly'.*--help/s)]);
});

test('a port that is no number is an error that says what to write', async () => {
	const { code, stderr } = await runWaypost(['start', '--port', 'high'], { cwd });
	expect([code, stderr]).toEqual([1, expect.stringMatching(/whole number from 0 to 65535/)]);
});
