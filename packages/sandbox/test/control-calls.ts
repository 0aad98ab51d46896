import type { Sandbox } from '../src/index.js';
import { ANNA, BOB } from './world.js';

export const ANNA_PATH = `/v1/phones/${encodeURIComponent(ANNA)}`;
export const BOB_PATH = `/v1/phones/${encodeURIComponent(BOB)}`;

export interface Answer {
	readonly status: number;
	readonly type: string | null;
	/** JSON as a value, anything else as text. */
	readonly body: unknown;
}

/** Asks the control API. */
export async function call(
	sandbox: Sandbox,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Answer> {
	const response = await fetch(`${sandbox.httpUrl}${path}`, {
		method,
		headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const answered = await response.text();
	const type = response.headers.get('content-type');
	const parsed: unknown = type?.includes('json') ? JSON.parse(answered) : answered;
	return { status: response.status, type, body: parsed };
}
