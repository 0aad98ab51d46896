import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Message, Problem } from '@waypost/contract';
import { World } from '../world.js';

/** A file that Ben sends, as the daemon tells of it. */
async function receive(world: World, bytes: Uint8Array, fileName = 'file.bin'): Promise<Message> {
	const [anna, ben] = [await world.anna(), await world.ben()];
	await ben.sendAttachment(anna, { data: bytes, mimeType: 'application/octet-stream', fileName });
	await anna.nextMessage({ where: ({ attachment }) => attachment?.fileName === fileName });
	const { data } = await world.event(
		'message.received',
		({ data: { message } }) => message.attachment?.fileName === fileName,
	);
	return data.message;
}

async function fetchFile(world: World, { attachment }: Message) {
	const response = await fetch(`${world.daemon.url}${attachment?.url ?? ''}`, {
		headers: { authorization: `Bearer ${world.daemon.adminKey}` },
	});
	const bytes = Buffer.from(await response.arrayBuffer());
	return { status: response.status, bytes, problem: () => JSON.parse(bytes.toString()) as Problem };
}

const questions = (world: World) =>
	world.sandbox
		.stanzas()
		.filter(({ stanza: { tag, attrs } }) => tag === 'receipt' && attrs['type'] === 'server-error')
		.length;

describe('a received file that WhatsApp has deleted', () => {
	const bytes = randomBytes(20_000);

	test('comes from the phone, which is asked once', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const message = await receive(world, bytes);
		world.sandbox.expireMedia();
		const answers = await Promise.all([1, 2, 3].map(() => fetchFile(world, message)));
		expect(answers.map((answer) => answer.bytes.equals(bytes))).toEqual([true, true, true]);
		expect(questions(world)).toBe(1);
	});

	test('is where the phone has put it, also after a restart and without our copy', async () => {
		await using world = await World.start({ config: { mediaCache: 1 } });
		await world.linkedSession();
		const message = await receive(world, bytes);
		world.sandbox.expireMedia();
		await fetchFile(world, message);
		await receive(world, randomBytes(100), 'other.bin').then((other) => fetchFile(world, other));
		await world.restart();
		await world.waitForState('sales', 'connected');
		expect((await fetchFile(world, message)).bytes.equals(bytes)).toBe(true);
		expect(questions(world)).toBe(1);
	});

	test('is gone when the phone does not have it either: 410 MEDIA_EXPIRED', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const message = await receive(world, bytes);
		world.sandbox.expireMedia({ alsoOnPhones: true });
		const answer = await fetchFile(world, message);
		expect([answer.status, answer.problem().code]).toEqual([410, 'MEDIA_EXPIRED']);
	});

	test('is out of reach while the session is stopped, and the refusal says so', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const message = await receive(world, bytes);
		world.sandbox.expireMedia();
		await world.call('POST', '/v1/sessions/sales/stop', { json: {} });
		const answer = await fetchFile(world, message);
		expect([answer.status, answer.problem().detail]).toEqual([
			410,
			expect.stringContaining("session 'sales' is not connected"),
		]);
	});
});

test('the file of a message that its sender deletes is gone here, too', async () => {
	await using world = await World.start();
	const { phone } = await world.linkedSession();
	const message = await receive(world, randomBytes(100));
	await fetchFile(world, message);
	const path = join(world.dataDir, 'media', message.id);
	const isGone = new Promise<void>((resolve) => {
		const watcher = watch(path, () => {
			if (existsSync(path)) return;
			watcher.close();
			resolve();
		});
	});
	await (await world.ben()).delete(phone.phoneNumber, message.whatsappId);
	await isGone;
	expect((await fetchFile(world, message)).problem().code).toBe('MEDIA_NOT_FOUND');
});

describe('the folder of media', () => {
	const files = (world: World) =>
		readdirSync(join(world.dataDir, 'media')).filter((name) => name !== 'incomplete');

	test('stays under WAYPOST_MEDIA_CACHE: what was asked for longest ago goes, and comes back', async () => {
		await using world = await World.start({ config: { mediaCache: 25_000 } });
		await world.linkedSession();
		const bytes = randomBytes(20_000);
		const first = await receive(world, bytes, 'first.bin');
		const second = await receive(world, randomBytes(20_000), 'second.bin');
		await fetchFile(world, first);
		await fetchFile(world, second);
		await world.restart();
		expect(files(world)).toEqual([second.id]);
		expect((await fetchFile(world, first)).bytes.equals(bytes)).toBe(true);
	});

	test('makes room for a file that is to be sent', async () => {
		await using world = await World.start({ config: { mediaCache: 25_000 } });
		await world.linkedSession();
		const received = await receive(world, randomBytes(20_000), 'first.bin');
		await fetchFile(world, received);
		const attachment = { data: randomBytes(20_000).toString('base64') };
		const { body } = await world.call<Message>('POST', '/v1/sessions/sales/messages?wait=sent', {
			json: { to: '+491700000002', attachment },
		});
		await world.daemon.close();
		expect(files(world)).toEqual([body.id]);
	});

	test('keeps what waits to be sent, whatever its cap', async () => {
		await using world = await World.start({ config: { mediaCache: 1 } });
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop', { json: {} });
		const { body } = await world.call<Message>('POST', '/v1/sessions/sales/messages', {
			json: { to: ben.phoneNumber, attachment: { data: randomBytes(10_000).toString('base64') } },
		});
		await world.restart();
		expect(existsSync(join(world.dataDir, 'media', body.id))).toBe(true);
	});
});
