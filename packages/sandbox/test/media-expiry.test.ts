import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, TestWorld } from './world.js';

describe('media that have expired', () => {
	const trusted = getCACertificates('default');
	const bytes = randomBytes(2_000);
	let world: TestWorld;
	let client: BaileysClient;
	let message: WAMessage;

	beforeEach(async () => {
		world = await TestWorld.start();
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
		client = await world.linkedClient();
		await world.bob.sendAttachment(ANNA, { data: bytes, mimeType: 'application/pdf' });
		message = await client.message(({ message }) => !!message?.documentMessage);
		await world.anna.nextMessage();
	});
	afterEach(async () => {
		setDefaultCACertificates(trusted);
		await world.close();
	});

	const download = () => downloadMediaMessage(message, 'buffer', {});

	test('cannot be downloaded any more', async () => {
		expect(world.sandbox.expireMedia()).toBe(1);
		await expect(download()).rejects.toThrow();
	});

	test('are uploaded again by the phone when Baileys asks for them', async () => {
		world.sandbox.expireMedia();
		await client.socket.updateMediaMessage(message);
		const part = message.message?.documentMessage;
		// Baileys names WhatsApp's own host until it has asked where media are.
		if (part) part.url = `https://${world.sandbox.mediaHost}${part.directPath ?? ''}`;
		expect(await download()).toEqual(bytes);
	});

	test('are uploaded again in a group, too', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		await world.bob.sendAttachment(group.id, { data: bytes, mimeType: 'application/zip' });
		const inGroup = await client.message(
			({ message: content }) => content?.documentMessage?.mimetype === 'application/zip',
		);
		await world.anna.nextMessage();
		world.sandbox.expireMedia();
		await client.socket.updateMediaMessage(inGroup);
		const part = inGroup.message?.documentMessage;
		if (part) part.url = `https://${world.sandbox.mediaHost}${part.directPath ?? ''}`;
		expect(await downloadMediaMessage(inGroup, 'buffer', {})).toEqual(bytes);
	});

	test('are gone for good when phones have forgotten them, too', async () => {
		const { status } = await fetch(`${world.sandbox.httpUrl}/v1/media/expire`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ alsoOnPhones: true }),
		});
		expect(status).toBe(200);
		await expect(client.socket.updateMediaMessage(message)).rejects.toThrow(/re-upload/);
	});
});
