import { z } from 'zod';
import {
	createDocument,
	type ZodOpenApiOperationObject,
	type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { IdempotentAnswerHeaders, IdempotentRequestHeaders } from './idempotency.js';
import { Problem } from './problem.js';
import type { ResponseBody, Route } from './route.js';
import { ROUTES } from './routes.js';

const FilePart = z.string().meta({ format: 'binary', description: 'The file.' });

const isSchema = (body: Exclude<ResponseBody, null>): body is z.ZodType => !('mediaTypes' in body);

const REASON_PHRASES: Record<number, string> = {
	200: 'Done.',
	201: 'Created.',
	202: 'Accepted.',
	204: 'Done, without a body.',
	206: 'A part of it.',
};

function contentOf(body: ResponseBody) {
	if (body === null) return {};
	if (isSchema(body)) return { content: { 'application/json': { schema: body } } };
	return { content: Object.fromEntries(body.mediaTypes.map((type) => [type, {}])) };
}

function responsesOf(route: Route): ZodOpenApiOperationObject['responses'] {
	const described: ZodOpenApiOperationObject['responses'] = {};
	const headers = route.idempotent && { headers: IdempotentAnswerHeaders };
	for (const [status, body] of Object.entries(route.responses)) {
		const description = REASON_PHRASES[Number(status)] ?? 'Answer.';
		Object.assign(described, { [status]: { description, ...headers, ...contentOf(body) } });
	}
	return {
		...described,
		default: {
			description: 'A problem, with a code of the catalogue.',
			content: { 'application/problem+json': { schema: Problem } },
		},
	};
}

function requestBodyOf(route: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
	if (!route.body) return {};
	const multipart = route.multipart && {
		'multipart/form-data': { schema: route.multipart.extend({ file: FilePart }) },
	};
	return {
		requestBody: {
			required: true,
			content: { 'application/json': { schema: route.body }, ...multipart },
		},
	};
}

function operationOf(name: string, route: Route): ZodOpenApiOperationObject {
	const isOpen = route.access === 'public' || route.access === 'ticket';
	const scope = isOpen || route.access === 'any-key' ? '' : ` Needs the scope \`${route.access}\`.`;
	return {
		operationId: name,
		summary: route.summary,
		description: route.summary + scope,
		security: isOpen
			? []
			: [{ bearer: [] }, { apiKey: [] }, ...(route.takesTicket ? [{ ticket: [] }] : [])],
		requestParams: {
			...(route.params && { path: route.params }),
			...(route.query && { query: route.query }),
			...(route.idempotent && { header: IdempotentRequestHeaders }),
		},
		...requestBodyOf(route),
		responses: responsesOf(route),
	};
}

/** The path as OpenAPI writes it: `/v1/sessions/{sessionId}`. */
export const openApiPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/**
 * The OpenAPI 3.1 document of the daemon, made from {@link ROUTES}.
 *
 * @param version - version of the daemon, as in its package.json.
 */
export function createOpenApiDocument(version: string): ReturnType<typeof createDocument> {
	const paths: ZodOpenApiPathsObject = {};
	for (const [name, route] of Object.entries<Route>(ROUTES)) {
		const path = openApiPath(route.path);
		paths[path] = { ...paths[path], [route.method]: operationOf(name, route) };
	}
	return createDocument({
		openapi: '3.1.0',
		info: {
			title: 'Waypost',
			version,
			description: 'WhatsApp sessions, messages and events for automations.',
			license: { name: 'MIT', identifier: 'MIT' },
		},
		components: {
			securitySchemes: {
				bearer: { type: 'http', scheme: 'bearer' },
				ticket: { type: 'apiKey', in: 'query', name: 'ticket' },
				apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
			},
		},
		paths,
	});
}
