import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runWaypost, temporaryFolder, WaypostProcess } from './waypost-process.js';

test('the daemon starts, says where it is, and ends cleanly at SIGTERM', async () => {
	await using folder = await temporaryFolder();
	await using daemon = new WaypostProcess(['start', '--port', '0'], { cwd: folder.path });
	const [, url] = await daemon.printed(/listening on (\S+)[^]*Ctrl\+C to stop/);
	const health = await fetch(`${url}/health/ready`);
	expect([health.status, await daemon.stop()]).toEqual([200, 0]);
});

test('the admin key is kept in a private file and not shown', async () => {
	await using folder = await temporaryFolder();
	const args = ['start', '--port', '0', '--data', 'here'];
	await using daemon = new WaypostProcess(args, { cwd: folder.path });
	const [, file = ''] = await daemon.printed(/Admin key: in (\S+)\n/);
	await daemon.stop();
	const key = (await readFile(file, 'utf8')).trim();
	const { mode } = await stat(file);
	const showsKey = (daemon.stdout + daemon.stderr).includes(key);
	expect([file, mode & 0o777, showsKey]).toEqual([
		join(folder.path, 'here', 'admin.key'),
		0o600,
		false,
	]);
});

test('a port that is taken is one clear sentence', async () => {
	await using folder = await temporaryFolder();
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as AddressInfo;
	const { code, stderr } = await runWaypost(['start', '--port', String(port)], {
		cwd: folder.path,
		env: { WAYPOST_LOG_LEVEL: 'silent' },
	});
	other.close();
	await once(other, 'close');
	expect([code, stderr]).toEqual([
		1,
		`Port ${port} is taken by another program. Stop it, or choose another port with --port.\n`,
	]);
});

test('a mistake in the configuration has an exit code of its own and no stack', async () => {
	await using folder = await temporaryFolder();
	const { code, stderr } = await runWaypost(['start'], {
		cwd: folder.path,
		env: { WAYPOST_PORT: 'high' },
	});
	expect([code, stderr]).toEqual([78, expect.stringMatching(/^(?!.*\n\s+at ).*WAYPOST_PORT/s)]);
});

test('a data folder of another mode is refused without a stack', async () => {
	await using folder = await temporaryFolder();
	const live = new WaypostProcess(['start', '--port', '0'], { cwd: folder.path });
	await live.printed(/Ctrl\+C to stop/);
	await live.stop();
	const { code, stderr } = await runWaypost(['start', '--port', '0'], {
		cwd: folder.path,
		env: {
			WAYPOST_WHATSAPP_URL: 'ws://127.0.0.1:9/ws/chat',
			WAYPOST_WHATSAPP_ROOT_KEY: '0'.repeat(64),
		},
	});
	expect([code, stderr]).toEqual([1, expect.not.stringMatching(/\n\s+at /)]);
});
