import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';

export interface RawAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	/** Null when there is none. */
	code: string | null;
}

export interface RawRequest {
	port: number;
	path: string;
	method?: string;
	headers?: OutgoingHttpHeaders;
	body?: string | Buffer;
}

/** A request with the headers given and no others, which `fetch` does not allow. */
export const rawRequest = ({ body, ...options }: RawRequest): Promise<RawAnswer> =>
	new Promise((resolve, reject) => {
		const sent = request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
			const { statusCode: status = 0, headers } = response;
			if (!headers['content-type']?.includes('json')) {
				response.resume();
				return resolve({ status, headers, code: null });
			}
			json(response).then((parsed) => {
				const { code } = parsed as { code?: string };
				resolve({ status, headers, code: code ?? null });
			}, reject);
		});
		sent.once('error', reject);
		sent.end(body);
	});
