import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { SandboxEvent } from '../events.js';
import type { Sandbox } from '../sandbox.js';
import { pageByNumber, pageQuerySchema } from './paging.js';
import { parseInput } from '../validation.js';

const HEARTBEAT_MS = 15_000;
const lastEventIdSchema = z.coerce.number().int().min(0).catch(0);

/** Looking on: connections, wire log, event stream. */
export function observationRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/v1/connections', (_request, response) => {
		response.json({ data: sandbox.connections(), next: null });
	});
	router.get('/v1/stanzas', (request, response) => {
		const query = parseInput(pageQuerySchema, request.query);
		response.json(pageByNumber(sandbox.stanzas(query.after), ({ seq }) => seq, query));
	});
	router.get('/v1/stanzas/unknown', (_request, response) => {
		response.json(sandbox.unknownStanzas());
	});
	router.get('/v1/events', (request, response) => {
		if (request.accepts(['text/event-stream', 'application/json']) === 'application/json') {
			const query = parseInput(pageQuerySchema, request.query);
			response.json(pageByNumber(sandbox.eventsAfter(query.after), ({ id }) => id, query));
		} else streamEvents(sandbox, request, response);
	});
	return router;
}

/** Server-sent events; resumes after `Last-Event-ID` or `?after=`, heartbeat every 15 s. */
function streamEvents(sandbox: Sandbox, request: Request, response: Response): void {
	response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
	response.flushHeaders();
	const asked = request.get('last-event-id') ?? request.query['after'];
	const write = (event: SandboxEvent) => response.write(format(event));
	if (asked !== undefined) sandbox.eventsAfter(lastEventIdSchema.parse(asked)).forEach(write);
	const unsubscribe = sandbox.subscribe(write);
	const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS);
	response.on('close', () => {
		clearInterval(heartbeat);
		unsubscribe();
	});
}

function format(event: SandboxEvent): string {
	return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
