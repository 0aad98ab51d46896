import { expect, test } from '@jest/globals';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWaypost, temporaryFolder, WaypostProcess } from './waypost-process.js';

test('the demo links, sends a text and a picture, and receives an answer', async () => {
	await using folder = await temporaryFolder();
	const { code, lastLine } = await runWaypost(['demo', '--check'], { cwd: folder.path });
	expect([code, JSON.parse(lastLine)]).toEqual([
		0,
		{
			ok: true,
			linkedMs: expect.any(Number),
			textStatus: 'delivered',
			attachmentStatus: 'delivered',
			received: 'Thank you, both arrived.',
		},
	]);
});

test('the demo leaves nothing behind and uses none of the settings', async () => {
	await using folder = await temporaryFolder();
	const data = join(folder.path, 'precious');
	await mkdir(data);
	const env = { WAYPOST_DATA_DIR: data, WAYPOST_PORT: 'nonsense', WAYPOST_WHATSAPP_URL: 'x' };
	const { code } = await runWaypost(['demo', '--check'], { cwd: folder.path, env });
	const left = [await readdir(folder.path), await readdir(data)];
	expect([code, left]).toEqual([0, [['precious'], []]]);
});

/** Makes the process interrupt itself when it prints these words, which no outside hand does in time. */
function interruptAt(words: string): Record<string, string> {
	const script = `
		const { write } = process.stdout;
		process.stdout.write = function (text, ...rest) {
			if (String(text).includes(${JSON.stringify(words)})) process.kill(process.pid, 'SIGINT');
			return write.call(this, text, ...rest);
		};`;
	return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

test('a demo that is interrupted says so, fails and leaves nothing behind', async () => {
	await using folder = await temporaryFolder();
	const env = interruptAt('QR code scanned');
	const { code, lastLine } = await runWaypost(['demo', '--check'], { cwd: folder.path, env });
	expect([code, JSON.parse(lastLine), await readdir(folder.path)]).toEqual([
		1,
		{ ok: false, error: { code: 'INTERRUPTED', message: 'Stopped before it was done.' } },
		[],
	]);
});

test('a demo that stays runs until it is stopped, and shows no key', async () => {
	await using folder = await temporaryFolder();
	await using demo = new WaypostProcess(['demo', '--stay'], { cwd: folder.path });
	const [, daemonUrl] = await demo.printed(/daemon on (\S+)[^]*"ok":true/);
	const [name = ''] = await readdir(folder.path);
	const key = (await readFile(join(folder.path, name, 'data', 'admin.key'), 'utf8')).trim();
	const health = await fetch(`${daemonUrl}/health/ready`);
	const code = await demo.stop();
	const showsKey = (demo.stdout + demo.stderr).includes(key);
	expect([health.status, code, showsKey, await readdir(folder.path)]).toEqual([200, 0, false, []]);
});
