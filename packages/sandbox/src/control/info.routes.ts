import { Router } from 'express';
import type { Sandbox } from '../sandbox.js';

/** What a client needs to come here. */
export function infoRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/v1/info', (_request, response) => {
		const { url, rootKey, caFile } = sandbox;
		const accounts = sandbox.phones().filter(({ registered }) => registered).length;
		const connections = sandbox.connections().length;
		response.json({ url, rootKey, caFile, accounts, connections });
	});
	router.get('/v1/ca.pem', (_request, response) => {
		response.type('application/x-pem-file').send(sandbox.caPem);
	});
	router.post('/v1/reset', async (_request, response) => {
		await sandbox.reset();
		response.status(204).end();
	});
	return router;
}
