import type { NodeAPI } from 'node-red';
import { fromEnvironment } from '../daemon/daemon-routes.js';
import { editorRoutes, type EditorRequest } from '../editor-routes.js';
import type { Translate } from '../translate.js';
import { readLinkView } from './link-view.js';
import { startLinking } from './start-linking.js';

/** Seconds a dialog waits for its first code; what comes later it finds by asking again. */
const FIRST_CODE_SECONDS = 5;

/** Routes for the QR code in the editor: see it, ask for one, unlink. */
export function registerLinkRoutes(RED: NodeAPI, translate: Translate): void {
	const routes = editorRoutes(RED, translate);
	const about = (request: EditorRequest) => ({
		client: routes.deployed(request).daemon.client,
		sessionId: fromEnvironment(RED, request.params['session']),
	});
	const path = '/waypost/:config/sessions/:session';

	routes.get(`${path}/link`, async (request) => {
		const { client, sessionId } = about(request);
		return readLinkView(client, sessionId);
	});
	routes.post(`${path}/link`, async (request) => {
		const { client, sessionId } = about(request);
		const { method, phoneNumber, mayCreate } = request.body;
		await startLinking(client, {
			sessionId,
			mayCreate: mayCreate === true,
			method: method === 'code' ? 'code' : 'qr',
			...(typeof phoneNumber === 'string' && method === 'code' && { phoneNumber }),
			wait: FIRST_CODE_SECONDS,
		});
		return readLinkView(client, sessionId);
	});
	routes.post(`${path}/unlink`, async (request) => {
		const { client, sessionId } = about(request);
		const { unlinkedAtWhatsApp } = await client.sessions.unlink(sessionId);
		return { ...(await readLinkView(client, sessionId)), unlinkedAtWhatsApp };
	});
}
