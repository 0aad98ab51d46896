import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Message, Page } from '@waypost/contract';
import { World, type LinkedSession } from '../world.js';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

/** Ben sends a document, and its bytes are fetched through the API. */
async function receiveFile(world: World, { phone }: LinkedSession): Promise<Message> {
	const ben = await world.ben();
	await ben.sendAttachment(phone.phoneNumber, { data: PDF, mimeType: 'application/pdf' });
	const { data } = await world.event('message.received');
	await world.call('GET', data.message.attachment?.url ?? '');
	return data.message;
}

const mediaFiles = async (world: World): Promise<string[]> =>
	(await readdir(join(world.dataDir, 'media'), { withFileTypes: true }))
		.filter((entry) => entry.isFile())
		.map(({ name }) => name);

describe('media that was fetched', () => {
	test('is kept over a restart: WhatsApp has it for some days only', async () => {
		await using world = await World.start();
		const { id } = await receiveFile(world, await world.linkedSession());
		await world.restart();
		expect(await mediaFiles(world)).toEqual([id]);
	});

	test('goes with its session', async () => {
		await using world = await World.start();
		await receiveFile(world, await world.linkedSession());
		await world.call('DELETE', '/v1/sessions/sales');
		expect(await mediaFiles(world)).toEqual([]);
	});
});

describe('a session that is deleted while a message to it is checked', () => {
	test('takes the message no more, and one of the same name has none', async () => {
		await using world = await World.start();
		const { id } = await world.linkedSession();
		const { phoneNumber: to } = await world.ben();
		const asked = world.sandbox.faults.add({ match: { xmlns: 'usync' }, action: 'drop' });
		const form = new FormData();
		form.set('to', to);
		form.set('file', new Blob([PDF]), 'letter.pdf');
		const sending = world.refusal('POST', `/v1/sessions/${id}/messages`, { form });
		while (asked.hits === 0) await world.session(id);
		await world.call('DELETE', `/v1/sessions/${id}`);
		// Unlinked already, or gone already: the two answers run side by side.
		expect(['SESSION_NOT_LINKED', 'SESSION_NOT_FOUND']).toContain((await sending).body.code);
		await world.createSession(id);
		const { body } = await world.call<Page<Message>>('GET', `/v1/sessions/${id}/messages`);
		expect(body.data).toEqual([]);
		expect(await mediaFiles(world)).toEqual([]);
	});
});
