import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';
import { fileForm, PDF } from './sample-files.js';

describe('a message that cannot be accepted', () => {
	/** What a refused send must not leave behind. */
	async function leftovers(world: World) {
		const list = await world.call<{ data: Message[] }>('GET', '/v1/sessions/sales/messages');
		const media = await readdir(join(world.dataDir, 'media'), { withFileTypes: true });
		const incomplete = await readdir(join(world.dataDir, 'media', 'incomplete'));
		const uploads = await readdir(join(world.dataDir, 'tmp')).catch(() => []);
		return {
			messages: list.body.data.length,
			files: media.filter((entry) => entry.isFile()).length + incomplete.length + uploads.length,
		};
	}
	const NOTHING = { messages: 0, files: 0 };
	const refuse = (world: World, json: unknown, id = 'sales') =>
		world.refusal('POST', `/v1/sessions/${id}/messages`, { json });

	test('a number that is not on WhatsApp: 422 RECIPIENT_NOT_ON_WHATSAPP', async () => {
		await using world = await World.start();
		await world.linkedSession();
		await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		for (const to of ['+491700000009', '+491700000008']) {
			const { status, body } = await refuse(world, { to, text: 'hi' });
			expect([status, body.code]).toEqual([422, 'RECIPIENT_NOT_ON_WHATSAPP']);
		}
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('a number that is not on WhatsApp, accepted while nobody could ask: failed later', async () => {
		await using world = await World.start();
		await world.linkedSession();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { id } = await world.sendText('sales', '+491700000008', 'hi');
		await world.call('POST', '/v1/sessions/sales/start');
		const { data } = await world.event('message.status', ({ data }) => data.messageId === id);
		expect(data).toMatchObject({
			status: 'failed',
			error: { code: 'RECIPIENT_NOT_ON_WHATSAPP', retryable: false },
		});
	});

	test.each(['0170 1234567', 'Ben', '12', '+49170000000000000', 'status@broadcast', ''])(
		'the recipient %p: not a number',
		async (to) => {
			await using world = await World.start();
			await world.linkedSession();
			const { status, body } = await refuse(world, { to, text: 'hi' });
			expect([status, body.code]).toEqual(
				to === '' ? [400, 'INVALID_REQUEST'] : [422, 'INVALID_NUMBER'],
			);
			expect(await leftovers(world)).toEqual(NOTHING);
		},
	);

	test('the texts nobody could read: 400 INVALID_REQUEST', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = '+491700000002';
		for (const text of ['', '   \n', 'half \ud800 a pair', 'nul \0']) {
			const { status, body } = await refuse(world, { to, text });
			expect([status, body.code, body.errors[0]?.path]).toEqual([400, 'INVALID_REQUEST', '/text']);
		}
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('a text over 65,536 characters: 422 TEXT_TOO_LONG', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const long = await refuse(world, { to: ben.phoneNumber, text: 'x'.repeat(65_537) });
		expect([long.status, long.body.code]).toEqual([422, 'TEXT_TOO_LONG']);
		await world.sendText('sales', ben.phoneNumber, 'x'.repeat(65_536));
		expect((await ben.nextMessage()).text).toHaveLength(65_536);
	});

	test('a file of 0 bytes, in base64 and as a part: 422 MEDIA_INVALID', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = '+491700000002';
		const json = await refuse(world, { to, attachment: { data: '', kind: 'document' } });
		expect([json.status, json.body.code]).toEqual([422, 'MEDIA_INVALID']);
		const part = await world.refusal('POST', '/v1/sessions/sales/messages', {
			form: fileForm(new Uint8Array(), 'empty.pdf', { to }),
		});
		expect([part.status, part.body.code]).toEqual([422, 'MEDIA_INVALID']);
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('a file that is not the picture it is sent as: 422 MEDIA_INVALID', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const { status, body } = await world.refusal('POST', '/v1/sessions/sales/messages', {
			form: fileForm(PDF, 'photo.jpg', { to: '+491700000002', kind: 'image' }),
		});
		expect([status, body.code]).toEqual([422, 'MEDIA_INVALID']);
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('a body over the limit, as JSON and as a part: 413 PAYLOAD_TOO_LARGE', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = '+491700000002';
		const json = await refuse(world, {
			to,
			attachment: { data: Buffer.alloc(19_000_000).toString('base64') },
		});
		expect([json.status, json.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
		const part = await world.refusal('POST', '/v1/sessions/sales/messages', {
			form: fileForm(new Uint8Array(101 * 1024 * 1024), 'large.bin', { to }),
		});
		expect([part.status, part.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('no key or a wrong one: 401; a session that is not there: 404; one never linked: 409', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const json = { to: '+491700000002', text: 'hi' };
		const path = '/v1/sessions/sales/messages';
		const anonymous = await world.refusal('POST', path, { json, key: null });
		expect([anonymous.status, anonymous.body.code]).toEqual([401, 'UNAUTHORIZED']);
		const wrong = await world.refusal('POST', path, { json, key: 'wp_test_wrong' });
		expect([wrong.status, wrong.body.code]).toEqual([401, 'UNAUTHORIZED']);
		const unknown = await refuse(world, json, 'nowhere');
		expect([unknown.status, unknown.body.code]).toEqual([404, 'SESSION_NOT_FOUND']);
		const unlinked = await refuse(world, json);
		expect([unlinked.status, unlinked.body.code]).toEqual([409, 'SESSION_NOT_LINKED']);
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('neither text nor attachment, both, or a field nobody knows: 400 with the field', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = '+491700000002';
		for (const json of [
			{ to },
			{ to, text: 'hi', attachment: { data: 'aGk=' } },
			{ to, text: 'hi', txt: 'hi' },
			{ to, attachment: { data: 'not base64!' } },
			'{"to":',
		]) {
			const { status, body } = await refuse(world, json);
			expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
		}
		expect(await leftovers(world)).toEqual(NOTHING);
	});

	test('every refusal is a problem document that says what to do', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const { headers, body } = await refuse(world, { to: '0170 1234567', text: 'hi' });
		expect(headers.get('content-type')).toContain('application/problem+json');
		expect(body).toMatchObject({
			type: '/errors/INVALID_NUMBER',
			status: 422,
			code: 'INVALID_NUMBER',
			retryable: false,
			success: false,
			error: { code: 'INVALID_NUMBER' },
		});
		expect(body.detail).toContain('country code');
		const page = await world.call<{ action: string }>('GET', body.type, { key: null });
		expect(page.body.action).toContain('country code');
	});
});
