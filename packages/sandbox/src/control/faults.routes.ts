import { Router } from 'express';
import { z } from 'zod';
import { SandboxError } from '../errors.js';
import { connectionActSchema } from '../faults/connection-act.js';
import { faultRuleSchema } from '../faults/fault-rule.js';
import type { FaultHandle } from '../faults/faults.js';
import type { Sandbox } from '../sandbox.js';
import { pageByPosition, pageQuerySchema } from './paging.js';
import { parseInput } from '../validation.js';

const connectionIdSchema = z.coerce.number().int().min(1);

/** Made-to-fail, over HTTP: one JSON form per action, the same as the library's. */
export function faultsRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/faults', (request, response) => {
		const fault = sandbox.faults.add(parseInput(faultRuleSchema, request.body));
		response.status(201).json(describe(fault));
	});
	router.get('/v1/faults', (request, response) => {
		const faults = sandbox.faults.all().map(describe);
		response.json(pageByPosition(faults, parseInput(pageQuerySchema, request.query)));
	});
	router.get('/v1/faults/:id', (request, response) => {
		response.json(describe(faultIn(sandbox, request.params.id)));
	});
	router.delete('/v1/faults/:id', (request, response) => {
		faultIn(sandbox, request.params.id).remove();
		response.status(204).end();
	});
	router.delete('/v1/faults', (_request, response) => {
		sandbox.faults.clear();
		response.status(204).end();
	});
	router.post('/v1/connections/:id/faults', (request, response) => {
		const id = parseInput(connectionIdSchema, request.params.id);
		sandbox.strike(id, parseInput(connectionActSchema, request.body));
		response.status(204).end();
	});
	return router;
}

function faultIn(sandbox: Sandbox, id: string): FaultHandle {
	const fault = sandbox.faults.get(id);
	if (fault) return fault;
	throw new SandboxError('FAULT_NOT_FOUND', `There is no fault ${id}. GET /v1/faults lists them.`);
}

function describe({ id, hits, active, rule }: FaultHandle) {
	return { id, hits, active, ...rule };
}
