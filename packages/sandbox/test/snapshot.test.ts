import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox, type SandboxSnapshot } from '../src/index.js';
import { BaileysClient } from './baileys-client.js';
import { CopyableAuth } from './copyable-auth.js';
import { eventually } from './resumable.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('a snapshot of a sandbox with a linked client', () => {
	let snapshot: SandboxSnapshot;
	let auth: CopyableAuth;
	let rootKey = '';

	beforeAll(async () => {
		await using world = await TestWorld.start();
		const linked = new CopyableAuth();
		const client = world.client({ auth: linked });
		await world.anna.scan(await client.qr());
		await client.opened();
		await world.bob.sendText(ANNA, 'hello');
		await client.messageWithText('hello');
		await client.close();
		snapshot = await world.sandbox.snapshot();
		auth = linked.copy();
		({ rootKey } = world.sandbox);
	});

	/** A test's own sandbox and client. */
	async function start() {
		const sandbox = await createSandbox({ snapshot });
		const client = new BaileysClient(sandbox, { auth: auth.copy() });
		await client.opened();
		return {
			sandbox,
			client,
			[Symbol.asyncDispose]: async () => {
				await client.close();
				await sandbox.close();
			},
		};
	}

	test.each([1, 2])('begins as many sandboxes as wanted, each for itself (%i)', async (number) => {
		await using world = await start();
		const bob = world.sandbox.phone(BOB);
		await world.client.socket.sendMessage(BOB_JID, { text: `from ${number}` });
		expect(await bob?.nextMessage()).toMatchObject({ text: `from ${number}` });
		await bob?.sendText(ANNA, `to ${number}`);
		await world.client.messageWithText(`to ${number}`);
		expect(bob?.messages()).toHaveLength(1);
		expect(world.client.problems).toEqual([]);
	});

	test('keeps root key and certificate, so that clients need no new settings', async () => {
		await using sandbox = await createSandbox({ snapshot });
		expect(sandbox.rootKey).toBe(rootKey);
		expect((await fetch(`${sandbox.httpUrl}/v1/ca.pem`)).ok).toBe(true);
	});

	test('is not for a sandbox that has a data folder', async () => {
		await expect(createSandbox({ snapshot, dataDir: tmpdir() })).rejects.toMatchObject({
			code: 'INVALID_REQUEST',
		});
	});
});

test('a snapshot holds all that happened: a sandbox begun with it has the same one', async () => {
	await using world = await TestWorld.start();
	const { sandbox, anna, bob } = world;
	const client = await world.linkedClient();
	const data = Buffer.alloc(20_000, 'picture');
	const group = await sandbox.createGroup({ subject: 'Two', members: [bob, anna] });
	await bob.sendText(group, 'to the group');
	await client.messageWithText('to the group');
	await client.socket.sendMessage(group.id, { text: 'by the client' });
	await client.socket.chatModify({ pin: true }, BOB_JID);
	await bob.sendAttachment(ANNA, { data, mimeType: 'application/pdf' });
	await eventually(() => bob.messages({ direction: 'out' }).every((each) => each.delivered));
	await client.socket.updateBlockStatus(BOB_JID, 'block');
	await client.close();
	await eventually(() => sandbox.connections().length === 0);
	await bob.sendText(group, 'while the client is away');
	await anna.nextMessage({ where: ({ text }) => text === 'while the client is away' });
	bob.setRules({ autoReply: 'away', readAfterMs: 5 });
	anna.restrict({ until: new Date('2100-01-01') });
	for (const phone of [anna, bob]) await phone.settled();
	const first = await sandbox.snapshot();
	await using next = await createSandbox({ snapshot: first });
	const second = await next.snapshot();
	expect(JSON.parse(second.world.text)).toEqual(JSON.parse(first.world.text));
	expect(second.world.blobs).toEqual(first.world.blobs);
});
