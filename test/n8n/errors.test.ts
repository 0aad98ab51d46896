import { beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { ERRORS, type ErrorCode } from '@waypost/contract';
import type { NodeApiError } from 'n8n-workflow';
import {
	BLOCKED_BY_N8N,
	CONNECTION_TEXTS,
	NOT_WAYPOST,
	UNREACHABLE,
} from '../../nodes/shared/connection-texts.ts';
import { ERROR_TEXTS, type ErrorText } from '../../nodes/shared/error-texts.ts';
import { searchList } from './editor-calls.ts';
import { Engine } from './engine.ts';
import { answering, neighbour, tlsNeighbour } from './neighbour.ts';

const LIST = { data: [], next: null };

let engine: Engine;
beforeAll(async () => {
	engine = await Engine.start(join(import.meta.dirname, '../..'));
});

interface Shown {
	title: string;
	description: string | null | undefined;
	code: unknown;
}

/** What a node shows when it calls the daemon at this address. */
async function shownAt(baseUrl: string): Promise<Shown> {
	engine.credentials.store('waypostApi', { baseUrl, apiKey: 'a-key' });
	try {
		await searchList(engine, { node: 'sendMessage', method: 'searchSessions' });
	} catch (error) {
		const { message, description, context } = error as NodeApiError;
		return { title: message, description, code: context['waypostCode'] };
	}
	throw new Error('The call was answered.');
}

/** What it shows when somebody answers like this. */
async function shownWhen(listener: RequestListener): Promise<Shown> {
	await using other = await neighbour(listener);
	return await shownAt(other.url);
}

const problem = (code: string, more: object = {}) => {
	const { status, title } = ERRORS[code as ErrorCode] ?? { status: 409, title: 'It is Sunday.' };
	const detail = 'This is what happened.';
	return answering(status, {
		type: `/errors/${code}`,
		code,
		status,
		title,
		detail,
		errors: [],
		...more,
	});
};

describe('Every text', () => {
	const TEXTS: [string, ErrorText][] = [
		...Object.entries(ERROR_TEXTS),
		...Object.entries(CONNECTION_TEXTS),
		['blocked by n8n', BLOCKED_BY_N8N],
		['not Waypost', NOT_WAYPOST],
		['unreachable', UNREACHABLE],
	];

	test.each(TEXTS)('%s has a title that says what happened', (_code, { title }) => {
		expect(title).toMatch(/^([A-Z]|n8n ).*[^.!?]$/);
		expect(title.length).toBeLessThanOrEqual(60);
		expect(title).not.toMatch(/\b(errors?|problems?|failures?|failed|mistakes?)\b/i);
	});

	test.each(TEXTS)('%s says what to do, in whole sentences', (_code, { todo, inCredential }) => {
		for (const text of [todo, inCredential ?? todo]) expect(text).toMatch(/^([A-Z]|n8n).*\.$/);
	});

	test.each(TEXTS)('%s is free of words for programmers', (_code, text) => {
		expect(Object.values(text).join(' ')).not.toMatch(
			/\b(JID|LID|socket|payload|JSON|HTTP (4|5)|exception|stack|null|undefined)\b/,
		);
	});
});

describe('What the daemon refuses', () => {
	test.each(Object.keys(ERROR_TEXTS))(
		'%s shows its title, what happened and what to do',
		async (code) => {
			const { title, todo } = ERROR_TEXTS[code]!;
			expect(await shownWhen(problem(code))).toEqual({
				title,
				description: `This is what happened. ${todo}`,
				code,
			});
		},
	);

	test('names the fields that cannot be used', async () => {
		const errors = [{ path: '/poll/options', code: 'custom', message: 'An option comes twice.' }];
		const { description } = await shownWhen(problem('INVALID_REQUEST', { errors }));
		expect(description).toContain('This is what happened. poll/options: An option comes twice.');
	});

	test('is said once, also when the daemon and this package say the same', async () => {
		const detail = '/text: The text is empty. Check the number.';
		const errors = [{ path: '/text', code: 'too_small', message: 'The text is empty.' }];
		const shown = await shownWhen(problem('RECIPIENT_NOT_ON_WHATSAPP', { detail, errors }));
		expect(shown.description).toBe(
			`${detail} Does it begin with its country code? Another channel may be the way to reach this person.`,
		);
	});

	test('is shown in the words of the daemon when this package does not know it', async () => {
		expect(await shownWhen(problem('CLOSED_ON_SUNDAYS'))).toEqual({
			title: 'It is Sunday',
			description: 'This is what happened.',
			code: 'CLOSED_ON_SUNDAYS',
		});
	});
});

describe('In a run', () => {
	const SEND = {
		session: { __rl: true, mode: 'id', value: 'sales' },
		to: { __rl: true, mode: 'phoneNumber', value: '+49 170 0000001' },
		text: 'Hello',
	};
	const { title, todo } = ERROR_TEXTS['SESSION_NOT_LINKED']!;

	test('a refusal stops the workflow, and n8n shows which item it was', async () => {
		await using daemon = await neighbour(problem('SESSION_NOT_LINKED'));
		engine.credentials.store('waypostApi', { baseUrl: daemon.url, apiKey: 'a-key' });
		const { error } = await engine.run('sendMessage', SEND);
		expect(error).toMatchObject({
			message: title,
			description: `This is what happened. ${todo}`,
			context: { itemIndex: 0, waypostCode: 'SESSION_NOT_LINKED' },
		});
	});

	test('a refusal goes on as an item that says the same, when the user wants that', async () => {
		await using daemon = await neighbour(problem('SESSION_NOT_LINKED'));
		engine.credentials.store('waypostApi', { baseUrl: daemon.url, apiKey: 'a-key' });
		const { json } = await engine.run('sendMessage', SEND, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(JSON.stringify(json)).toContain(title);
		expect(JSON.stringify(json)).toContain(todo);
		expect(JSON.stringify(json)).toContain('SESSION_NOT_LINKED');
	});
});

describe('Somebody else answers', () => {
	const shown = { title: NOT_WAYPOST.title, description: NOT_WAYPOST.todo, code: 'NOT_WAYPOST' };

	test.each([200, 404, 502])('with a web page and %d', async (status) => {
		expect(await shownWhen(answering(status, '<html>Hello</html>'))).toEqual(shown);
	});

	test.each([
		[403, { message: 'Forbidden' }],
		[200, { message: 'Hello' }],
	])('with %i and JSON of another kind', async (status, body) => {
		expect(await shownWhen(answering(status, body))).toEqual(shown);
	});

	test('by sending the call, and the API key with it, somewhere else', async () => {
		let isFollowed = false;
		await using elsewhere = await neighbour((_request, response) => {
			isFollowed = true;
			response.end();
		});
		const redirect = await shownWhen((_request, response) => {
			response.writeHead(307, { location: elsewhere.url }).end();
		});
		expect(redirect).toEqual(shown);
		expect(isFollowed).toBe(false);
	});
});

describe('Nobody answers', () => {
	const textOf = ({ title, todo }: ErrorText) => ({
		title,
		description: todo,
		code: 'UNREACHABLE',
	});

	test('because the daemon is not running', async () => {
		const stopped = await neighbour(answering(200, LIST));
		await stopped[Symbol.asyncDispose]();
		expect(await shownAt(stopped.url)).toEqual(textOf(CONNECTION_TEXTS['ECONNREFUSED']!));
	});

	test('because nobody knows the host name', async () => {
		expect(await shownAt('http://waypost.invalid:9297')).toEqual(
			textOf(CONNECTION_TEXTS['ENOTFOUND']!),
		);
	});

	test.each(['', 'waypost', 'localhost:9297'])('because the Base URL is "%s"', async (baseUrl) => {
		expect(await shownAt(baseUrl)).toEqual(textOf(CONNECTION_TEXTS['ERR_INVALID_URL']!));
	});

	test('because the connection is cut before the answer', async () => {
		const shown = await shownWhen((request) => request.socket.destroy());
		expect(shown).toEqual(textOf(CONNECTION_TEXTS['ECONNRESET']!));
	});

	test('because the connection is cut in the middle of the answer', async () => {
		const shown = await shownWhen((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
			response.write('{"data":[', () => response.destroy());
		});
		expect(shown).toEqual(textOf(CONNECTION_TEXTS['ECONNRESET']!));
	});

	test('whose certificate can be checked', async () => {
		await using https = await tlsNeighbour(answering(200, LIST));
		expect(await shownAt(https.url)).toEqual(
			textOf(CONNECTION_TEXTS['DEPTH_ZERO_SELF_SIGNED_CERT']!),
		);
	});

	test('but a self-signed certificate is fine once the credential allows it', async () => {
		await using https = await tlsNeighbour(answering(200, LIST));
		engine.credentials.store('waypostApi', {
			baseUrl: https.url,
			apiKey: 'a-key',
			allowSelfSigned: true,
		});
		expect(await searchList(engine, { node: 'sendMessage', method: 'searchSessions' })).toEqual({
			results: [],
		});
	});
});
