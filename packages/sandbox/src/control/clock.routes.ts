import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';

const ONE_YEAR_MS = 366 * 86_400_000;

const stopSchema = z.strictObject({
	/** The time it shows from now on; as it is when absent. */
	at: z.iso.datetime({ offset: true }).optional(),
});
const advanceSchema = z.strictObject({ ms: z.int().min(0).max(ONE_YEAR_MS) });
const skewSchema = z.strictObject({ ms: z.int().min(-ONE_YEAR_MS).max(ONE_YEAR_MS) });

/** The sandbox's time: let it stand still, move it on, let it run again. */
export function clockRoutes({ clock }: Sandbox): Router {
	const router = Router();
	router.get('/v1/clock', (_request, response) => {
		response.json(clock.describe());
	});
	router.post('/v1/clock/stop', (request, response) => {
		const { at } = parseInput(stopSchema, request.body ?? {});
		clock.stop({ at: at === undefined ? undefined : new Date(at) });
		response.json(clock.describe());
	});
	router.post('/v1/clock/start', (_request, response) => {
		clock.start();
		response.json(clock.describe());
	});
	router.post('/v1/clock/advance', async (request, response) => {
		await clock.advance(parseInput(advanceSchema, request.body).ms);
		response.json(clock.describe());
	});
	router.post('/v1/clock/skew', (request, response) => {
		clock.skew(parseInput(skewSchema, request.body).ms);
		response.json(clock.describe());
	});
	return router;
}
