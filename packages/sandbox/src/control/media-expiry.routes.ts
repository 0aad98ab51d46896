import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';

const expireSchema = z.strictObject({ alsoOnPhones: z.boolean().optional() });

/** Time that passes for uploads. */
export function mediaExpiryRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/media/expire', (request, response) => {
		const options = parseInput(expireSchema, request.body ?? {});
		response.json({ expired: sandbox.expireMedia(options) });
	});
	return router;
}
