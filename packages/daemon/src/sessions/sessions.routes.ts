import type { Handlers } from '../http/route.js';
import { callerOf } from '../http/caller-of.js';
import type { SessionsService } from './sessions.service.js';

type Names =
	| 'createSession'
	| 'listSessions'
	| 'getSession'
	| 'updateSession'
	| 'deleteSession'
	| 'startSession'
	| 'stopSession'
	| 'unlinkSession'
	| 'waitForSession';

/** `/v1/sessions…`, but for linking. */
export const sessionsRoutes = (sessions: SessionsService): Pick<Handlers, Names> => ({
	createSession: (request) => ({
		status: 201,
		body: sessions.create(request.body, callerOf(request)),
	}),
	listSessions: (request) => ({
		status: 200,
		body: sessions.list(callerOf(request), request.query),
	}),
	getSession: ({ params }) => ({ status: 200, body: sessions.get(params.sessionId) }),
	updateSession: ({ params, body }) => ({
		status: 200,
		body: sessions.update(params.sessionId, body),
	}),
	deleteSession: async ({ params }) => ({
		status: 200,
		body: await sessions.delete(params.sessionId),
	}),
	startSession: async ({ params }) => ({
		status: 200,
		body: await sessions.start(params.sessionId),
	}),
	stopSession: async ({ params }) => ({ status: 200, body: await sessions.stop(params.sessionId) }),
	unlinkSession: async ({ params }) => ({
		status: 200,
		body: await sessions.unlink(params.sessionId),
	}),
	waitForSession: async ({ params, query, signal }) => {
		const { reached, session } = await sessions.waitFor(
			params.sessionId,
			query.state,
			query.timeout * 1_000,
			signal,
		);
		return { status: reached ? 200 : 202, body: session };
	},
});
