import { createClient, type Waypost } from '@waypost/client';
import type { NodeAPI } from 'node-red';
import { editorRoutes, type EditorRequest } from '../editor-routes.js';
import { inputError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';
import { findConfigNode } from './config-node.js';

/** What the editor shows in place of a key that is stored: the key itself never goes there. */
const STORED = '__PWRD__';
const TEST_TIMEOUT_MS = 10_000;
const MOST_ROWS = 500;
/** Without these no node works. */
const NEEDED = ['messages:send', 'sessions:read', 'events:read'];

/** Routes for the dialogs: test of the connection, and what there is to choose from. */
export function registerDaemonRoutes(RED: NodeAPI, translate: Translate): void {
	const routes = editorRoutes(RED, translate);

	routes.post('/waypost/test', async (request) =>
		testConnection(clientOfDialog(RED, translate, request), translate),
	);
	routes.get('/waypost/:config/sessions', async (request) => {
		const { client } = routes.deployed(request).daemon;
		const sessions = await firstRows(client.sessions.listAll({ limit: 100 }));
		return sessions.map(({ id, name, state, phoneNumber }) => ({ id, name, state, phoneNumber }));
	});
	routes.get('/waypost/:config/sessions/:session/groups', async (request) => {
		const { client } = routes.deployed(request).daemon;
		const session = fromEnvironment(RED, request.params['session']);
		const groups = await firstRows(client.groups.listAll(session));
		return groups.map(({ id, subject }) => ({ id, subject }));
	});
}

/** Says who the key is for, and what it may not do: that would show much later. */
async function testConnection(client: Waypost, translate: Translate) {
	const { name, scopes, version, mode } = await client.me();
	const missing = scopes.includes('admin') ? [] : NEEDED.filter((scope) => !isIn(scopes, scope));
	return {
		name,
		version,
		mode,
		missing,
		text:
			missing.length > 0
				? translate('test.missing', { name, scopes: missing.join(', ') })
				: translate('test.connected', { name, version }),
	};
}

const isIn = (scopes: readonly string[], scope: string): boolean => scopes.includes(scope);

/**
 * A client with the values of the dialog. A key that is stored goes to the address it was stored with
 * and nowhere else.
 */
function clientOfDialog(RED: NodeAPI, translate: Translate, { body }: EditorRequest): Waypost {
	const url = fromEnvironment(RED, body['url']);
	if (body['apiKey'] !== STORED) {
		return createClient({
			url,
			apiKey: fromEnvironment(RED, body['apiKey']),
			timeoutMs: TEST_TIMEOUT_MS,
		});
	}
	const config = findConfigNode(RED, typeof body['id'] === 'string' ? body['id'] : undefined);
	if (!config) throw inputError('NOT_DEPLOYED', translate);
	if (url.replace(/\/+$/, '') !== config.daemon.client.url)
		throw inputError('KEY_NEEDED', translate);
	return config.daemon.client;
}

/** As Node-RED does with the values of a deployed node: `${NAME}` stands for a variable. */
export function fromEnvironment(RED: NodeAPI, value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!/^\$\{[^}]+\}$/.test(text)) return text;
	return String(RED.util.evaluateNodeProperty(text, 'env', undefined as never, {}));
}

async function firstRows<T>(rows: AsyncIterable<T>): Promise<T[]> {
	const first: T[] = [];
	for await (const row of rows) {
		first.push(row);
		if (first.length === MOST_ROWS) break;
	}
	return first;
}
