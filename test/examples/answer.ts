import type { ServerResponse } from 'node:http';

/** What n8n's nodes expect of Express' response. */
export interface Answer extends ServerResponse {
	status(code: number): this;
	send(body: unknown): this;
	json(body: unknown): this;
	render(page: string, values: object): this;
}

/** Pages come as their values: nobody looks at them here. */
export function toAnswer(response: ServerResponse): Answer {
	const answer: Answer = Object.assign(response, {
		status: (code: number) => {
			response.statusCode = code;
			return answer;
		},
		send: (body: unknown) => (typeof body === 'string' ? end(body) : answer.json(body)),
		json: (body: unknown) => {
			response.setHeader('content-type', 'application/json');
			return end(JSON.stringify(body));
		},
		render: (page: string, values: object) => answer.json({ page, ...values }),
	});
	const end = (text: string) => {
		response.end(text);
		return answer;
	};
	return answer;
}
