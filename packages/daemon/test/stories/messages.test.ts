import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import sharp from 'sharp';
import { World } from '../world.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const picture = () =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const MP3 = Buffer.concat([
	Buffer.from('ID3'),
	Buffer.from('03000000000000fffb9064', 'hex'),
	Buffer.alloc(600),
]);
const MP4 = Buffer.concat([
	Buffer.from('00000018', 'hex'),
	Buffer.from('ftypmp42'),
	Buffer.from('00000000', 'hex'),
	Buffer.from('mp42isom'),
	Buffer.alloc(64),
]);

const send = (world: World, path: string, json: unknown, headers?: Record<string, string>) =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${path}`, {
		json,
		...(headers && { headers }),
	});

function fileForm(bytes: Uint8Array, name: string, fields: Record<string, string>): FormData {
	const form = new FormData();
	for (const [field, value] of Object.entries(fields)) form.set(field, value);
	form.set('file', new Blob([Buffer.from(bytes)]), name);
	return form;
}

describe('a text', () => {
	test('is accepted with its WhatsApp id, and displayed once by the other phone', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const { status, body } = await send(world, '', { to: ben.phoneNumber, text: 'Hello, Ben 👋' });
		expect(status).toBe(202);
		expect(body).toMatchObject({
			direction: 'out',
			kind: 'text',
			text: 'Hello, Ben 👋',
			chat: { kind: 'direct', phoneNumber: ben.phoneNumber },
			from: { phoneNumber: '+491700000001' },
		});
		const displayed = await ben.nextMessage();
		expect(displayed).toMatchObject({
			id: body.whatsappId,
			from: '+491700000001',
			text: 'Hello, Ben 👋',
			copies: 1,
		});
	});

	test('moves from accepted to sent to delivered to read, each told by an event', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const { status, body } = await send(world, '?wait=delivered', {
			to: ben.phoneNumber,
			text: 'read me',
		});
		expect([status, body.status]).toEqual([200, 'delivered']);
		await ben.read('+491700000001');
		await world.event(
			'message.status',
			({ data }) => data.messageId === body.id && data.status === 'read',
		);
		const { statusHistory } = await world.message('sales', body.id);
		expect(statusHistory.map(({ status }) => status)).toEqual([
			'accepted',
			'sending',
			'sent',
			'delivered',
			'read',
		]);
		const times = statusHistory.map(({ at }) => at);
		expect(times).toEqual([...times].sort());
	});

	test('is not called sent before WhatsApp has confirmed it', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		for (const tag of ['ack', 'receipt']) {
			world.sandbox.faults.add({ match: { tag, direction: 'out' }, action: 'delay', ms: 1_500 });
		}
		const { status, body } = await send(world, '?wait=sent&timeout=0.5', {
			to: ben.phoneNumber,
			text: 'wait for it',
		});
		expect([status, body.status]).toEqual([202, 'sending']);
		const { data } = await world.event('message.status', ({ data }) => data.messageId === body.id);
		expect(data.status).toMatch(/sent|delivered/);
	});

	test('that WhatsApp refuses ends failed, with its number', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		world.sandbox.faults.add({
			match: { tag: 'message' },
			action: 'ack-error',
			code: 463,
			times: 1,
		});
		const { body } = await send(world, '?wait=sent', { to: ben.phoneNumber, text: 'hi' });
		expect(body).toMatchObject({
			status: 'failed',
			error: { code: 'ACCOUNT_RESTRICTED', upstreamCode: 463, retryable: false },
		});
		expect(ben.messages()).toHaveLength(0);
	});

	test('accepted while the session is stopped is sent once it is started', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const accepted = await world.sendText('sales', ben.phoneNumber, 'later');
		expect(accepted).toMatchObject({
			status: 'accepted',
			waiting: { code: 'session-not-connected', position: 0 },
		});
		expect((await world.session('sales')).outbox.waiting).toBe(1);
		await world.call('POST', '/v1/sessions/sales/start');
		expect(await ben.nextMessage()).toMatchObject({ text: 'later', copies: 1 });
	});

	test('several to one chat are displayed in the order they were accepted', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const texts = Array.from({ length: 20 }, (_, n) => `number ${n}`);
		for (const text of texts) await world.sendText('sales', ben.phoneNumber, text);
		for (const text of texts) expect((await ben.nextMessage()).text).toBe(text);
	});

	test('keeps every character', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const text = 'e\u0301 👩‍👩‍👧‍👦 שלום\u202e \u0000'.replace('\u0000', '') + '\n\ttab';
		await world.sendText('sales', ben.phoneNumber, text);
		expect((await ben.nextMessage()).text).toBe(text);
	});
});

describe('a message that arrives', () => {
	test('is told by one event and listed', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		const { id } = await ben.sendText(phone, 'Is it open today?');
		const { data } = await world.event('message.received');
		expect(data.message).toMatchObject({
			whatsappId: id,
			direction: 'in',
			kind: 'text',
			text: 'Is it open today?',
			chat: { kind: 'direct', phoneNumber: ben.phoneNumber, lid: ben.lid },
			from: { phoneNumber: ben.phoneNumber, name: 'Ben' },
			status: 'delivered',
		});
		const list = await world.call<{ data: Message[] }>(
			'GET',
			`/v1/sessions/sales/messages?direction=in&chat=${encodeURIComponent(data.message.chat.id)}`,
		);
		expect(list.body.data).toEqual([data.message]);
	});

	test('can be answered with its chat id', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await ben.sendText(phone, 'ping');
		const { data } = await world.event('message.received');
		await world.sendText('sales', data.message.chat.id, 'pong');
		expect((await ben.nextMessage()).text).toBe('pong');
	});

	test('while the daemon is down is there after the start, once', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await world.daemon.close();
		const texts = ['one', 'two', 'three'];
		for (const text of texts) await ben.sendText(phone, text);
		await world.startDaemon();
		await world.event('message.received', ({ data }) => data.message.text === 'three');
		const list = await world.call<{ data: Message[] }>('GET', '/v1/sessions/sales/messages');
		expect(list.body.data.map(({ text }) => text)).toEqual(['three', 'two', 'one']);
	});

	test('with a picture brings the same bytes', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		const data = await picture();
		await ben.sendAttachment(phone, { data, mimeType: 'image/jpeg', caption: 'our new sign' });
		const { message } = (await world.event('message.received')).data;
		expect(message).toMatchObject({
			kind: 'image',
			text: 'our new sign',
			attachment: { mimeType: 'image/jpeg', size: data.length, sha256: sha256(data) },
		});
		const media = await fetch(world.daemon.url + message.attachment?.url, {
			headers: { 'X-API-Key': world.daemon.adminKey },
		});
		expect(media.headers.get('content-type')).toBe('image/jpeg');
		expect(media.headers.get('x-content-type-options')).toBe('nosniff');
		expect(sha256(new Uint8Array(await media.arrayBuffer()))).toBe(sha256(data));
		const part = await fetch(world.daemon.url + message.attachment?.url, {
			headers: { 'X-API-Key': world.daemon.adminKey, Range: 'bytes=10-19' },
		});
		expect(part.status).toBe(206);
		expect(Buffer.from(await part.arrayBuffer())).toEqual(data.subarray(10, 20));
	});

	test('that the owner typed on the phone is a message sent', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		const ben = await world.ben();
		await phone.sendText(ben, 'typed by thumb');
		const { data } = await world.event('message.sent');
		expect(data.message).toMatchObject({
			direction: 'out',
			text: 'typed by thumb',
			status: 'sent',
			chat: { phoneNumber: ben.phoneNumber },
		});
	});

	test('is cut to its session: a key of another session sees neither message nor event', async () => {
		await using world = await World.start();
		const { phone } = await world.linkedSession();
		await world.createSession('other');
		const ben = await world.ben();
		await ben.sendText(phone, 'private');
		await world.event('message.received');
		const { key } = await world.client.keys.create({
			name: 'other only',
			preset: 'automation',
			sessions: ['other'],
		});
		const messages = await world.refusal('GET', '/v1/sessions/sales/messages', { key });
		expect([messages.status, messages.body.code]).toEqual([404, 'SESSION_NOT_FOUND']);
		const events = await world.call<{ data: { sessionId: string }[] }>('GET', '/v1/events', {
			key,
		});
		expect(events.body.data.filter(({ sessionId }) => sessionId !== 'other')).toEqual([]);
	});
});

describe('an attachment', () => {
	test('as a file part: the picture is displayed with equal bytes and its caption', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const bytes = await picture();
		const { status, body } = await world.call<Message>(
			'POST',
			'/v1/sessions/sales/messages?wait=delivered',
			{ form: fileForm(bytes, 'sign.jpg', { to: ben.phoneNumber, caption: 'Look' }) },
		);
		expect([status, body.status, body.kind]).toEqual([200, 'delivered', 'image']);
		expect((await ben.nextMessage()).attachment).toMatchObject({
			kind: 'image',
			mimeType: 'image/jpeg',
			sha256: sha256(bytes),
			caption: 'Look',
		});
	});

	test.each([
		['a video', MP4, 'video', 'video/mp4'],
		['a recording', MP3, 'audio', 'audio/mpeg'],
		['a PDF', PDF, 'document', 'application/pdf'],
	])('in base64: %s is sent as what it is', async (_name, bytes, kind, mimeType) => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: bytes.toString('base64'), fileName: 'a.file' },
		});
		expect((await ben.nextMessage()).attachment).toMatchObject({
			kind,
			mimeType,
			size: bytes.length,
			sha256: sha256(bytes),
		});
	});

	test('keeps its file name as a document, in any script', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const fileName = 'Rechnung № 7 (März), 領収書.pdf';
		await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: PDF.toString('base64'), fileName, caption: 'due Friday' },
		});
		const { attachment, text } = await ben.nextMessage();
		expect(attachment).toMatchObject({ kind: 'document', fileName, sha256: sha256(PDF) });
		expect(attachment?.caption ?? text).toBe('due Friday');
	});

	test('that was sent can be read back', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const bytes = randomBytes(100_000);
		const { body } = await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: bytes.toString('base64'), kind: 'document' },
		});
		const media = await world.client.messages.media('sales', body.id);
		expect(sha256(new Uint8Array(await media.arrayBuffer()))).toBe(sha256(bytes));
	});
});

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

describe('an idempotency key', () => {
	test('sent 20 times at once makes one message', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const answers = await Promise.all(
			Array.from({ length: 20 }, () =>
				send(world, '', { to: ben.phoneNumber, text: 'once' }, { 'Idempotency-Key': 'order-17' }),
			),
		);
		expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
		const replays = answers.filter(({ headers }) => headers.has('idempotent-replayed'));
		expect(replays).toHaveLength(19);
		expect(await ben.nextMessage()).toMatchObject({ text: 'once', copies: 1 });
	});

	test('with another message is refused', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = (await world.ben()).phoneNumber;
		const key = { 'Idempotency-Key': '"order-17"' };
		await send(world, '', { to, text: 'first' }, key);
		const second = await world.refusal('POST', '/v1/sessions/sales/messages', {
			json: { to, text: 'second' },
			headers: key,
		});
		expect([second.status, second.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
	});

	test('is free again when its message failed', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const json = { to: ben.phoneNumber, text: 'try again' };
		const key = { 'Idempotency-Key': 'order-18' };
		world.sandbox.faults.add({
			match: { tag: 'message' },
			action: 'ack-error',
			code: 500,
			times: 1,
		});
		const failed = await send(world, '?wait=sent', json, key);
		expect(failed.body.status).toBe('failed');
		const again = await send(world, '?wait=sent', json, key);
		expect(again.body.status).toMatch(/sent|delivered/);
		expect(again.body.id).not.toBe(failed.body.id);
		expect((await ben.nextMessage()).text).toBe('try again');
	});
});
