import type { Sandbox } from '../src/index.js';

/** Sends JSON to the control API; the status tells what came of it. */
export async function post(sandbox: Sandbox, path: string, body: unknown = {}): Promise<number> {
	const response = await fetch(`${sandbox.httpUrl}/v1${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	await response.body?.cancel();
	return response.status;
}

/** The path of a phone. */
export function phonePath(phoneNumber: string): string {
	return `/phones/${encodeURIComponent(phoneNumber)}`;
}
