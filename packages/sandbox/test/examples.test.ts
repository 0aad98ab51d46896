import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSandbox, type Sandbox } from '../src/index.js';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'examples/sandbox');

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

/** As it is run by hand: by this Node, without the options of this run. Rejects with what it printed. */
async function run(program: string, ...args: string[]): Promise<string> {
	const { NODE_OPTIONS: _options, JEST_WORKER_ID: _worker, ...env } = process.env;
	const options = { cwd: FOLDER, env: { ...env, SANDBOX: sandbox.httpUrl }, timeout: 60_000 };
	const { stdout, stderr } = await promisify(execFile)(program, args, options);
	return stdout + stderr;
}

const textOf = (path: string) => readFile(join(ROOT, path), 'utf8');

test('the jest example passes', async () => {
	expect(await run('npm', 'test')).toContain('4 passed, 4 total');
}, 90_000);

test('the plain program is linked, asked and answers, all over HTTP', async () => {
	expect(await run('bash', './try-bot')).toContain('The bot has answered.');
}, 90_000);

test('the workflow for CI runs the scripts of the example', async () => {
	const workflow = await textOf('examples/sandbox/.github/workflows/test.yml');
	const commands = [...workflow.matchAll(/^ +(?:- )?run: (.+)$/gm)].map(([, command]) => command);
	expect(commands).toEqual([
		'npm ci',
		'npm test',
		'npm ci',
		'npx waypost sandbox --port "${SANDBOX##*:}" > sandbox.log &',
		'./try-bot',
		'cat sandbox.log && curl --silent "$SANDBOX/v1/events"',
	]);
});

test.each(['docs/sandbox.md', 'packages/sandbox/README.md'])(
	'%s shows the lines by which the example finds a sandbox',
	async (page) => {
		const lines = await textOf('examples/sandbox/use-sandbox.js');
		expect(await textOf(page)).toContain(`\`\`\`js\n${lines}\`\`\``);
	},
);
