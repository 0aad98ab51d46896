import type { IncomingMessage } from 'node:http';

/** What n8n's nodes expect of Express' request, after n8n has read its body. */
export interface Request {
	method: string;
	path: string;
	headers: IncomingMessage['headers'];
	query: Record<string, string>;
	params: Record<string, string>;
	contentType: string;
	rawBody: Buffer;
	body: unknown;
}

export async function readRequest(incoming: IncomingMessage): Promise<Request> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
	const type = incoming.headers['content-type'] ?? '';
	const rawBody = Buffer.concat(chunks);
	return {
		method: incoming.method ?? 'GET',
		path: pathname,
		headers: incoming.headers,
		query: Object.fromEntries(searchParams),
		params: {},
		contentType: type.split(';')[0] ?? '',
		rawBody,
		body: await parse(type, rawBody),
	};
}

async function parse(type: string, bytes: Buffer): Promise<unknown> {
	if (type.startsWith('application/json')) return JSON.parse(bytes.toString()) as unknown;
	if (!type.startsWith('multipart/form-data')) return bytes.toString();
	const form = await new Response(new Uint8Array(bytes), {
		headers: { 'content-type': type },
	}).formData();
	return { data: Object.fromEntries(form), files: {} };
}
