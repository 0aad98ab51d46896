import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, type ClientOptions, type Waypost } from '@waypost/client';

/** One request as the server saw it. */
export interface SeenRequest {
	method: string;
	/** Path with its query. */
	url: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

export type Answer = (
	response: ServerResponse,
	request: SeenRequest,
	raw: IncomingMessage,
) => void | Promise<void>;

/** A loopback HTTP server that answers as the contract says, request by request. */
export interface DaemonDouble extends AsyncDisposable {
	url: string;
	/** Every request, in order. */
	requests: SeenRequest[];
	/** The last request. */
	last(): SeenRequest;
	client(options?: Partial<ClientOptions>): Waypost;
	close(): Promise<void>;
}

/** The answers are used one after the other; the last one stays. */
export async function startDaemonDouble(...answers: Answer[]): Promise<DaemonDouble> {
	const requests: SeenRequest[] = [];
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const seen = await read(request);
		requests.push(seen);
		await answers[Math.min(requests.length, answers.length) - 1]!(response, seen, request);
	};
	const server = createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const close = async () => {
		server.closeAllConnections();
		if (server.listening) await new Promise((resolve) => server.close(resolve));
	};
	return {
		url,
		requests,
		last: () => requests.at(-1)!,
		client: (options) => createClient({ url, apiKey: 'wp_test_key', ...options }),
		close,
		[Symbol.asyncDispose]: close,
	};
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const { method = '', url = '', headers } = request;
	return { method, url, headers, body: Buffer.concat(chunks) };
}

/** Answers with JSON. */
export const json =
	(body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
	(response) => {
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(JSON.stringify(body));
	};

/** Answers with a problem document of the contract. */
export const problem =
	(
		status: number,
		code: string,
		extra: object = {},
		headers: Record<string, string> = {},
	): Answer =>
	(response) => {
		const title = `Title of ${code}.`;
		response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
		response.end(
			JSON.stringify({
				type: `/errors/${code}`,
				title,
				status,
				detail: `Detail of ${code}.`,
				instance: '/v1/requests/r1',
				code,
				retryable: status >= 500,
				requestId: 'r1',
				errors: [],
				success: false,
				error: { code, message: title },
				...extra,
			}),
		);
	};
