import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { pageByPosition, pageQuerySchema } from './paging.js';
import { phoneIn } from './phone-param.js';
import { parseInput } from '../validation.js';

const scanSchema = z.strictObject({ qr: z.string().min(1) });
const pairingCodeSchema = z.strictObject({ code: z.string().min(1) });
const deviceSchema = z.coerce.number().int().min(1);

/** Linking and unlinking, from the phone's side. */
export function devicesRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/phones/:number/scan', async (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		response.json(await phone.scan(parseInput(scanSchema, request.body).qr));
	});
	router.post('/v1/phones/:number/pairing-code', async (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		response.json(await phone.enterPairingCode(parseInput(pairingCodeSchema, request.body).code));
	});
	router.get('/v1/phones/:number/devices', (request, response) => {
		const devices = phoneIn(sandbox, request.params.number).devices();
		response.json(pageByPosition(devices, parseInput(pageQuerySchema, request.query)));
	});
	router.delete('/v1/phones/:number/devices/:device', async (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		await phone.unlink(parseInput(deviceSchema, request.params.device));
		response.status(204).end();
	});
	return router;
}
