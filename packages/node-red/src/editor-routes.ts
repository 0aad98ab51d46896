import type { NodeAPI } from 'node-red';
import { findConfigNode, type WaypostConfigNode } from './daemon/config-node.js';
import { inputError, toNodeError } from './errors/error-texts.js';
import type { Translate } from './translate.js';

/** One question of the editor. */
export interface EditorRequest {
	/** The parts of the path, by name. */
	params: Readonly<Record<string, string>>;
	query: Readonly<Record<string, unknown>>;
	body: Readonly<Record<string, unknown>>;
}

/** As much of Express as is needed here. */
interface Question extends EditorRequest {
	is(type: string): string | false | null;
}

export interface EditorRoutes {
	get(path: string, answer: (request: EditorRequest) => Promise<unknown>): void;
	post(path: string, answer: (request: EditorRequest) => Promise<unknown>): void;
	/** The deployed config node. @throws NodeError `NOT_DEPLOYED` */
	deployed(request: EditorRequest): WaypostConfigNode;
}

interface Answer {
	set(header: string, value: string): unknown;
	status(code: number): Answer;
	json(body: unknown): unknown;
}

/**
 * Routes for the dialogs, under `waypost.write`: whoever may only read flows must not see a QR code,
 * nor sessions and groups. An answer is JSON; a failure is `{code, error}` in words for people.
 */
export function editorRoutes(RED: NodeAPI, translate: Translate): EditorRoutes {
	const guard = RED.auth.needsPermission('waypost.write');
	const serve =
		(answer: (request: EditorRequest) => Promise<unknown>) =>
		async ({ params, query, body }: Question, response: Answer): Promise<void> => {
			response.set('cache-control', 'no-store');
			try {
				response.json(await answer({ params, query, body: body ?? {} }));
			} catch (error) {
				const { code, message } = toNodeError(error, translate);
				response.status(code === 'NOT_DEPLOYED' ? 404 : 502).json({ code, error: message });
			}
		};
	/** A form on any web page may post to a Node-RED without a login, but no JSON. */
	const jsonOnly = (request: Question, response: Answer, next: () => void): void => {
		if (request.is('json')) return next();
		const error = translate('errors.INVALID_REQUEST.title');
		response.status(415).json({ code: 'INVALID_REQUEST', error });
	};
	return {
		get: (path, answer) => void RED.httpAdmin.get(path, guard, serve(answer) as never),
		post: (path, answer) =>
			void RED.httpAdmin.post(path, guard, jsonOnly as never, serve(answer) as never),
		deployed: ({ params }) => {
			const config = findConfigNode(RED, params['config']);
			if (config) return config;
			throw inputError('NOT_DEPLOYED', translate);
		},
	};
}
