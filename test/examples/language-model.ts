import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
}

/** What a model is asked: the talk so far, and the tools it may call. */
export interface Question {
	messages: ModelMessage[];
	tools: { function: { name: string; description: string; parameters: object } }[];
}

/** A model either says something or calls the tool it was given. */
export type Reply = { says: string } | { calls: Record<string, unknown>; tool?: string };

/** A server of OpenAI's API whose model says what a test has it say. */
export class LanguageModel implements AsyncDisposable {
	readonly questions: Question[] = [];
	#replies: Reply[] = [];
	readonly #server: Server;

	private constructor() {
		this.#server = createServer((request, response) => {
			let body = '';
			request.setEncoding('utf8').on('data', (text: string) => (body += text));
			request.on('end', () => {
				const reply = this.#reply(JSON.parse(body) as Question);
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify(reply));
			});
		});
	}

	static async start(): Promise<LanguageModel> {
		const model = new LanguageModel();
		await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
		return model;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	/** What the tool answered to the model's call. */
	get toolResult(): string {
		const told = this.questions.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
		return told.map(({ content }) => content).join('\n');
	}

	/** From now on. */
	play(...replies: Reply[]): void {
		this.questions.length = 0;
		this.#replies = replies;
	}

	#reply(question: Question): object {
		this.questions.push(question);
		const reply = this.#replies.shift() ?? { says: 'I have nothing to say.' };
		const isCall = 'calls' in reply;
		return {
			id: randomUUID(),
			object: 'chat.completion',
			created: 0,
			model: 'scripted',
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
			choices: [
				{
					index: 0,
					finish_reason: isCall ? 'tool_calls' : 'stop',
					message: isCall
						? { role: 'assistant', content: null, tool_calls: [toCall(reply, question)] }
						: { role: 'assistant', content: reply.says },
				},
			],
		};
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

const toCall = (
	{ calls, tool }: Extract<Reply, { calls: unknown }>,
	{ tools }: Question,
): object => ({
	id: `call_${randomUUID()}`,
	type: 'function',
	function: { name: tool ?? tools[0]?.function.name, arguments: JSON.stringify(calls) },
});
