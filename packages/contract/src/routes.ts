import { z } from 'zod';
import { EventsTicket, ListEvents, WaypostEventSchema } from './events.js';
import { SessionId } from './ids.js';
import { ApiKey, CreateApiKey, CreatedApiKey, Me, RotateApiKey } from './keys.js';
import { listOf, ListQuery } from './list.js';
import { MESSAGE_ROUTES } from './message-routes.js';
import type { Route } from './route.js';
import {
	CreateSession,
	Link,
	Session,
	StartLink,
	Unlinked,
	UpdateSession,
	WaitForSession,
} from './sessions.js';
import { WEBHOOK_ROUTES } from './webhook-routes.js';

const OfSession = z.object({ sessionId: SessionId });
const OfKey = z.object({ keyId: z.string().min(1).max(64) });
const OfTicket = z.object({ ticket: z.string().min(1).max(100) });

/**
 * Every route of the daemon. The app registers from this table, access is checked by it, and the
 * OpenAPI document is made of it.
 */
export const ROUTES = {
	live: {
		method: 'get',
		path: '/health/live',
		access: 'public',
		summary: 'Is the process up?',
		responses: { 200: z.object({ status: z.literal('ok') }) },
	},
	ready: {
		method: 'get',
		path: '/health/ready',
		access: 'public',
		summary: 'Can it take work? 503 while the store cannot be written or the daemon stops.',
		responses: { 200: z.object({ status: z.literal('ok') }) },
	},
	explainError: {
		method: 'get',
		path: '/errors/:code',
		access: 'public',
		summary: 'What an error code means and what to do.',
		params: z.object({ code: z.string().max(64) }),
		responses: {
			200: z.object({
				code: z.string(),
				status: z.number().int(),
				title: z.string(),
				action: z.string(),
				retryable: z.boolean(),
			}),
		},
	},
	openapi: {
		method: 'get',
		path: '/openapi.json',
		access: 'public',
		summary: 'This document.',
		responses: { 200: z.looseObject({ openapi: z.string() }) },
	},
	me: {
		method: 'get',
		path: '/v1/me',
		access: 'any-key',
		summary: 'What the key may do, and which daemon this is.',
		responses: { 200: Me },
	},
	createSession: {
		method: 'post',
		path: '/v1/sessions',
		access: 'sessions:manage',
		summary: 'Create a session.',
		body: CreateSession,
		responses: { 201: Session },
	},
	listSessions: {
		method: 'get',
		path: '/v1/sessions',
		access: 'sessions:read',
		summary: 'List the sessions this key may use, by id.',
		query: ListQuery,
		responses: { 200: listOf(Session) },
	},
	getSession: {
		method: 'get',
		path: '/v1/sessions/:sessionId',
		access: 'sessions:read',
		summary: 'Get a session.',
		params: OfSession,
		responses: { 200: Session },
	},
	updateSession: {
		method: 'patch',
		path: '/v1/sessions/:sessionId',
		access: 'sessions:manage',
		summary: 'Change the name, the automatic start or the pacing.',
		params: OfSession,
		body: UpdateSession,
		responses: { 200: Session },
	},
	deleteSession: {
		method: 'delete',
		path: '/v1/sessions/:sessionId',
		access: 'sessions:manage',
		summary: 'Unlink at WhatsApp, then forget the session and its credentials.',
		params: OfSession,
		responses: { 200: Unlinked },
	},
	startSession: {
		method: 'post',
		path: '/v1/sessions/:sessionId/start',
		access: 'sessions:manage',
		summary: 'Connect a linked session.',
		params: OfSession,
		responses: { 200: Session },
	},
	stopSession: {
		method: 'post',
		path: '/v1/sessions/:sessionId/stop',
		access: 'sessions:manage',
		summary: 'Disconnect and keep the credentials.',
		params: OfSession,
		responses: { 200: Session },
	},
	unlinkSession: {
		method: 'post',
		path: '/v1/sessions/:sessionId/unlink',
		access: 'sessions:manage',
		summary: 'Unlink at WhatsApp and forget the credentials; the session stays.',
		params: OfSession,
		responses: { 200: Unlinked },
	},
	startLink: {
		method: 'post',
		path: '/v1/sessions/:sessionId/link',
		access: 'sessions:link',
		summary: 'Link a phone: answers with the first code, or with the reason there is none.',
		params: OfSession,
		body: StartLink,
		responses: { 200: Link },
	},
	getLink: {
		method: 'get',
		path: '/v1/sessions/:sessionId/link',
		access: 'sessions:link',
		summary: 'The code shown now, as JSON, picture or text.',
		params: OfSession,
		responses: { 200: Link },
	},
	waitForSession: {
		method: 'get',
		path: '/v1/sessions/:sessionId/wait',
		access: 'sessions:read',
		summary: 'Wait until the session reaches a state: 200 when reached, 202 at the time-out.',
		params: OfSession,
		query: WaitForSession,
		responses: { 200: Session, 202: Session },
	},
	linkPage: {
		method: 'get',
		path: '/link/:ticket',
		access: 'ticket',
		summary: 'A page that shows the code to the person with the phone.',
		params: OfTicket,
		responses: { 200: { mediaTypes: ['text/html'] } },
	},
	linkPageState: {
		method: 'get',
		path: '/link/:ticket/state',
		access: 'ticket',
		summary: 'Event stream that feeds the link page.',
		params: OfTicket,
		responses: { 200: { mediaTypes: ['text/event-stream'] } },
	},
	linkPageAsset: {
		method: 'get',
		path: '/link-page/:file',
		access: 'public',
		summary: 'Script and style of the link page.',
		params: z.object({ file: z.string().max(64) }),
		responses: { 200: { mediaTypes: ['text/javascript', 'text/css'] } },
	},
	...MESSAGE_ROUTES,
	listEvents: {
		method: 'get',
		path: '/v1/events',
		access: 'events:read',
		takesTicket: true,
		summary:
			'The event log, oldest first. With `Accept: text/event-stream` a stream that resumes from Last-Event-ID.',
		query: ListEvents,
		responses: { 200: listOf(WaypostEventSchema) },
	},
	createEventsTicket: {
		method: 'post',
		path: '/v1/events/ticket',
		access: 'events:read',
		summary: 'A ticket that opens one event stream within 30 seconds, for a browser.',
		responses: { 201: EventsTicket },
	},
	...WEBHOOK_ROUTES,
	createKey: {
		method: 'post',
		path: '/v1/keys',
		access: 'keys:manage',
		summary: 'Create an API key. The key is shown once.',
		body: CreateApiKey,
		responses: { 201: CreatedApiKey },
	},
	listKeys: {
		method: 'get',
		path: '/v1/keys',
		access: 'keys:manage',
		summary: 'List the API keys.',
		query: ListQuery,
		responses: { 200: listOf(ApiKey) },
	},
	getKey: {
		method: 'get',
		path: '/v1/keys/:keyId',
		access: 'keys:manage',
		summary: 'Get an API key.',
		params: OfKey,
		responses: { 200: ApiKey },
	},
	deleteKey: {
		method: 'delete',
		path: '/v1/keys/:keyId',
		access: 'keys:manage',
		summary: 'Revoke an API key at once.',
		params: OfKey,
		responses: { 204: null },
	},
	rotateKey: {
		method: 'post',
		path: '/v1/keys/:keyId/rotate',
		access: 'keys:manage',
		summary: 'Make a new secret for a key; the old one stays valid for a while.',
		params: OfKey,
		query: RotateApiKey,
		responses: { 200: CreatedApiKey },
	},
} as const satisfies Record<string, Route>;

/** The name of a route: its `operationId` in the OpenAPI document. */
export type RouteName = keyof typeof ROUTES;
