import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Handlers, RouteRequest } from '../../src/http/route.js';
import { ADMIN_KEY, Edge, problemOf } from './edge.js';

const MESSAGES = '/v1/sessions/sales/messages';
const CONTENT = Buffer.from('the bytes of a picture');

describe('a JSON body', () => {
	let edge: Edge;
	let seen: unknown;
	const handlers: Partial<Handlers> = {
		createSession: ({ body }) => {
			seen = body;
			return { status: 201, body: {} };
		},
		sendMessage: ({ body, fields, file }) => {
			seen = { body, fields, file };
			return { status: 202, body: {} };
		},
	};
	const post = (body: RequestInit['body'], type = 'application/json', path = '/v1/sessions') =>
		edge.request('POST', path, { body: body ?? null, headers: { 'content-type': type } });

	beforeEach(async () => {
		seen = undefined;
		edge = await new Edge({ handlers }).start();
	});
	afterEach(() => edge.close());

	test('reaches the handler in the form of its schema', async () => {
		await edge.request('POST', '/v1/sessions', { json: { id: 'sales' } });
		expect(seen).toMatchObject({ id: 'sales' });
	});

	test('may be absent where nothing in it is required', async () => {
		expect((await edge.request('POST', '/v1/sessions')).status).toBe(201);
	});

	test('that breaks its schema is refused with the fields that are wrong', async () => {
		const response = await edge.request('POST', '/v1/sessions', { json: { id: 'UPPER', more: 1 } });
		const { code, errors } = (await response.json()) as {
			code: string;
			errors: { path: string }[];
		};
		expect({ status: response.status, code }).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		expect(errors.map(({ path }) => path)).toContain('/id');
	});

	test.each(['{"id": ', '"a text"', '17'])('that is not an object is refused: %s', async (body) => {
		expect(await problemOf(await post(body))).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('of another type is refused', async () => {
		const response = await post('id=sales', 'application/x-www-form-urlencoded');
		expect(await problemOf(response)).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
	});

	test('that is compressed is refused', async () => {
		const response = await edge.request('POST', '/v1/sessions', {
			body: gzipSync('{}'),
			headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
		});
		expect(await problemOf(response)).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
	});

	test('over 256 KiB is refused, with the limit named', async () => {
		const response = await post(JSON.stringify({ name: 'x'.repeat(262_144) }));
		const { code, detail } = (await response.json()) as { code: string; detail: string };
		expect({ status: response.status, code }).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
		expect(detail).toContain('262144 bytes');
	});

	test('with a file in it may be larger', async () => {
		const data = Buffer.alloc(1024 * 1024).toString('base64');
		const json = { to: '+491700000001', attachment: { data } };
		const response = await edge.request('POST', MESSAGES, { json });
		expect(response.status).toBe(202);
		expect(seen).toMatchObject({ body: { to: '+491700000001' }, fields: null, file: null });
	});

	test('is not taken as a form where the route knows none', async () => {
		const form = new FormData();
		form.append('file', new Blob([CONTENT]), 'a.png');
		const response = await edge.request('POST', '/v1/sessions', { body: form });
		expect(response.status).toBe(415);
	});
});

describe('a form with a file', () => {
	let edge: Edge;
	let taken: RouteRequest<'sendMessage'>[];
	let take: (request: RouteRequest<'sendMessage'>) => void;
	const tempFiles = () => readdirSync(join(edge.dataDir, 'tmp'));
	const formOf = (fields: Record<string, string>, name = 'file', content = CONTENT) => {
		const form = new FormData();
		for (const [field, value] of Object.entries(fields)) form.append(field, value);
		form.append(name, new Blob([new Uint8Array(content)], { type: 'image/png' }), 'Grüße.png');
		return form;
	};
	const send = (body: FormData) => edge.request('POST', MESSAGES, { body });

	beforeEach(async () => {
		taken = [];
		take = () => {};
		const sendMessage: Handlers['sendMessage'] = (request) => {
			taken.push(request);
			take(request);
			return { status: 202, body: {} };
		};
		edge = await new Edge({ handlers: { sendMessage }, maxFileSize: 1000 }).start();
	});
	afterEach(() => edge.close());

	test('reaches the handler on disk, with its hash', async () => {
		let content: Buffer | undefined;
		take = ({ file }) => (content = readFileSync(file?.path ?? ''));
		await send(formOf({ to: '+491700000001', caption: 'Hello' }));
		expect(content).toEqual(CONTENT);
		expect(taken[0]).toMatchObject({
			body: null,
			fields: { to: '+491700000001', caption: 'Hello' },
			file: {
				fileName: 'Grüße.png',
				mimeType: 'image/png',
				size: CONTENT.length,
				sha256: createHash('sha256').update(CONTENT).digest('hex'),
			},
		});
	});

	test('is deleted when the handler left it', async () => {
		await send(formOf({ to: '+491700000001' }));
		expect(tempFiles()).toEqual([]);
	});

	test('stays when the handler took it', async () => {
		const kept = join(edge.dataDir, 'kept');
		take = ({ file }) => renameSync(file?.path ?? '', kept);
		await send(formOf({ to: '+491700000001' }));
		expect(existsSync(kept)).toBe(true);
	});

	test('is deleted when the handler fails', async () => {
		take = () => {
			throw new Error('out of order');
		};
		await send(formOf({ to: '+491700000001' }));
		expect(tempFiles()).toEqual([]);
	});

	test('over the limit is refused and leaves nothing', async () => {
		const response = await send(formOf({ to: '+491700000001' }, 'file', Buffer.alloc(1001)));
		expect(await problemOf(response)).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
		expect(tempFiles()).toEqual([]);
	});

	test('with wrong fields is refused and leaves nothing', async () => {
		const response = await send(formOf({ to: '+491700000001', colour: 'red' }));
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		expect(tempFiles()).toEqual([]);
	});

	test('under another name is refused', async () => {
		const response = await send(formOf({ to: '+491700000001' }, 'picture'));
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('without the file is refused', async () => {
		const form = new FormData();
		form.append('to', '+491700000001');
		expect(await problemOf(await send(form))).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('that is cut off is refused and leaves nothing', async () => {
		const headers = { 'content-type': 'multipart/form-data; boundary=line' };
		const part = 'Content-Disposition: form-data; name="file"; filename="a.png"';
		const response = await edge.request('POST', MESSAGES, {
			...{ headers, body: `--line\r\n${part}\r\n\r\nhalf of it` },
		});
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		expect(tempFiles()).toEqual([]);
	});

	test('leaves nothing when the client goes away in the middle', async () => {
		const noticed = edge.nextLogged('the client went away');
		const client = request({
			...{ host: '127.0.0.1', port: edge.port, path: MESSAGES, method: 'POST', agent: false },
			headers: {
				authorization: `Bearer ${ADMIN_KEY}`,
				'content-type': 'multipart/form-data; boundary=line',
				'content-length': 900,
			},
		});
		client.on('error', () => {});
		const part = 'Content-Disposition: form-data; name="file"; filename="a.png"';
		client.write(`--line\r\n${part}\r\n\r\nhalf of it`, () => client.destroy());
		await noticed;
		expect(tempFiles()).toEqual([]);
	});
});
