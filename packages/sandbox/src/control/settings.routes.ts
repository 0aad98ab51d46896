import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';

const changesSchema = z.record(z.string(), z.unknown());

/** What can be switched while the sandbox runs. */
export function settingsRoutes({ settings }: Sandbox): Router {
	const router = Router();
	router.get('/v1/settings', (_request, response) => {
		response.json(settings.current);
	});
	router.patch('/v1/settings', (request, response) => {
		response.json(settings.change(parseInput(changesSchema, request.body)));
	});
	return router;
}
