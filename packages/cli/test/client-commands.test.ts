import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliWorld } from './cli-world.js';
import { runWaypost } from './waypost-process.js';

const ANNA = '+491700000001';
const BEN = '+491700000002';
const CLARA = '+491700000003';

let world: CliWorld;

beforeAll(async () => {
	world = await CliWorld.start();
	await world.addPhones(ANNA, BEN, CLARA);
	await world.linkSession('sales', ANNA);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('link', () => {
	test('creates the session, shows a pairing code, and ends when it was typed', async () => {
		await using linking = world.begin('link', 'support', '--code', CLARA, '--name', 'Support');
		const [, code] = await linking.printed(/Pairing code: (\w{4}-\w{4})\n/);
		await world.sandbox('POST', `/phones/${CLARA}/pairing-code`, { code });
		expect([await linking.ended, linking.lastLine]).toEqual([0, `✓ Linked as ${CLARA}`]);
	});

	test('draws the QR code, names the link page, and writes the picture', async () => {
		await using linking = world.begin('link', 'third', '--png', 'code.png');
		const [text] = await linking.printed(/█[^]*link\/\S+\n/);
		const code = await linking.stop('SIGINT');
		const png = await readFile(join(world.folder, 'code.png'));
		expect([
			code,
			text.includes(`${world.daemonUrl}/link/`),
			png.subarray(1, 4).toString(),
		]).toEqual([1, true, 'PNG']);
	});

	test('of a linked session changes nothing', async () => {
		const { code, stdout } = await world.run('link', 'sales');
		expect([code, stdout]).toEqual([0, `✓ Linked as ${ANNA}\n`]);
	});
});

describe('send', () => {
	test('ends with 0 when WhatsApp has the text', async () => {
		const { code, stdout } = await world.run('send', 'sales', '+49 170 000 0002', 'Hi Ben');
		const texts = (await world.displayed(BEN)).map(({ text }) => text);
		expect([code, stdout, texts]).toEqual([
			0,
			expect.stringMatching(/^(sent|delivered) {2}\S+\n$/),
			expect.arrayContaining(['Hi Ben']),
		]);
	});

	test('sends a file under its name with a caption', async () => {
		await writeFile(join(world.folder, 'offer.txt'), 'Our offer in full');
		const args = ['--file', 'offer.txt', '--caption', 'Our offer', '--json'];
		const { code, stdout } = await world.run('send', 'sales', BEN, ...args);
		const shown = (await world.displayed(BEN)).find(({ attachment }) => attachment !== null);
		expect([code, (JSON.parse(stdout) as { kind: string }).kind, shown?.attachment]).toEqual([
			0,
			'document',
			expect.objectContaining({ fileName: 'offer.txt', caption: 'Our offer', size: 17 }),
		]);
	});

	test('says what is wrong and what to do about a number that is none', async () => {
		const { code, stdout, stderr } = await world.run('send', 'sales', 'nobody', 'Hi');
		expect([code, stdout, stderr]).toEqual([
			1,
			'',
			expect.stringMatching(/not a phone number[^]*country code/),
		]);
	});

	test('says that a file is missing', async () => {
		const { code, stderr } = await world.run('send', 'sales', BEN, '--file', 'missing.png');
		expect([code, stderr]).toEqual([
			1,
			'The file missing.png cannot be read. Check its path and rights.\n',
		]);
	});

	test('says that there is no such session', async () => {
		const { code, stderr } = await world.run('send', 'nowhere', BEN, 'Hi');
		expect([code, stderr]).toEqual([
			1,
			expect.stringMatching(/no session 'nowhere'[^]*waypost link/),
		]);
	});
});

describe('keys', () => {
	test('a new key is printed once and works for its session', async () => {
		const limits = ['--session', 'sales', '--scope', 'messages:send', '--expires', '1d'];
		const { stdout } = await world.run('keys', 'create', ...limits, 'n8n');
		const [key = ''] = /^wp_test_\S+$/m.exec(stdout) ?? [];
		const { code } = await world.run('send', 'sales', BEN, 'By key', '--key', key);
		const { stdout: list } = await world.run('keys', 'list');
		expect([code, list.includes('n8n'), list.includes(key)]).toEqual([0, true, false]);
	});

	test('a revoked key no longer works', async () => {
		const { stdout } = await world.run('keys', 'create', 'short', '--preset', 'sender', '--json');
		const { id, key } = JSON.parse(stdout) as { id: string; key: string };
		const revoked = await world.run('keys', 'revoke', id);
		const { code, stderr } = await world.run('send', 'sales', BEN, 'Hi', '--key', key);
		expect([revoked.code, code, stderr]).toEqual([0, 1, expect.stringMatching(/API key/)]);
	});

	test('a rotated key replaces the old one at once without grace', async () => {
		const { stdout } = await world.run('keys', 'create', 'turning', '--preset', 'sender', '--json');
		const { id, key } = JSON.parse(stdout) as { id: string; key: string };
		const rotated = await world.run('keys', 'rotate', id, '--grace', '0', '--json');
		const { key: next } = JSON.parse(rotated.stdout) as { key: string };
		const withOld = await world.run('send', 'sales', BEN, 'Hi', '--key', key);
		const withNew = await world.run('send', 'sales', BEN, 'Hi', '--key', next);
		expect([withOld.code, withNew.code]).toEqual([1, 0]);
	});

	test('a preset that is none is refused with the list of them', async () => {
		const { code, stderr } = await world.run('keys', 'create', 'x', '--preset', 'root');
		expect([code, stderr]).toEqual([1, expect.stringMatching(/sender, automation, reader/)]);
	});
});

describe('the connection', () => {
	test('to a daemon that is not running is one sentence', async () => {
		const { code, stderr } = await world.run('keys', 'list', '--url', 'http://127.0.0.1:9');
		expect([code, stderr]).toEqual([
			1,
			expect.stringMatching(/^Cannot reach the Waypost daemon at http:\/\/127\.0\.0\.1:9 .*\n$/),
		]);
	});

	test('never gives the admin key of this machine to another one', async () => {
		const { code, stderr } = await world.run('keys', 'list', '--url', 'http://waypost.invalid');
		expect([code, stderr]).toEqual([78, expect.stringMatching(/needs a key of its own/)]);
	});

	test('without a key says where one can come from', async () => {
		const { code, stderr } = await runWaypost(['keys', 'list', '--data', 'empty'], {
			cwd: world.folder,
		});
		expect([code, stderr]).toEqual([78, expect.stringMatching(/--key or WAYPOST_API_KEY/)]);
	});

	test('shows the admin key in no list', async () => {
		const { stdout, stderr } = await world.run('keys', 'list', '--json');
		expect((stdout + stderr).includes(world.adminKey)).toBe(false);
	});
});
