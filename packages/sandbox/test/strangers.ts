import type { Sandbox, SandboxEvents } from '../src/index.js';

type Problem = SandboxEvents['connection.problem'];

/** What the sandbox says next of a client (or of somebody who is none). */
export function nextProblem(sandbox: Sandbox, where = /./): Promise<Problem> {
	return new Promise((resolve) => {
		const unsubscribe = sandbox.subscribe((event) => {
			if (event.type !== 'connection.problem' || !where.test(event.data.problem)) return;
			unsubscribe();
			resolve(event.data);
		});
	});
}

/** Resolves when the sandbox knows this connection no more. */
export function closedConnection(sandbox: Sandbox, id: number | null): Promise<void> {
	return new Promise((resolve) => {
		const unsubscribe = sandbox.subscribe(({ type, data }) => {
			if (type !== 'connection.closed' || data.connectionId !== id) return;
			unsubscribe();
			resolve();
		});
	});
}

export interface UpgradeRequest {
	readonly path?: string;
	readonly origin?: string;
	readonly key?: string;
}

/** The request by which a WebSocket begins. */
export function upgradeRequest({
	path = '/ws/chat',
	origin = 'https://web.whatsapp.com',
	key = 'dGhlIHNhbXBsZSBub25jZQ==',
}: UpgradeRequest): string {
	return [
		`GET ${path} HTTP/1.1`,
		'Host: 127.0.0.1',
		`Origin: ${origin}`,
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		`Sec-WebSocket-Key: ${key}`,
		'\r\n',
	].join('\r\n');
}
