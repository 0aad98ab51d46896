import type { Handlers } from '../http/route.js';
import { callerOf } from '../http/caller-of.js';
import type { KeysService } from './keys.service.js';

type KeyHandlers = Pick<Handlers, 'createKey' | 'listKeys' | 'getKey' | 'deleteKey' | 'rotateKey'>;

/** `/v1/keys`. */
export const keysRoutes = ({ keys }: { keys: KeysService }): KeyHandlers => ({
	createKey: (request) => ({
		status: 201,
		body: keys.create(request.body, callerOf(request)),
	}),
	listKeys: (request) => ({ status: 200, body: keys.list(request.query, callerOf(request)) }),
	getKey: (request) => ({
		status: 200,
		body: keys.get(request.params.keyId, callerOf(request)),
	}),
	deleteKey: (request) => {
		keys.delete(request.params.keyId, callerOf(request));
		return { status: 204 };
	},
	rotateKey: (request) => ({
		status: 200,
		body: keys.rotate(request.params.keyId, request.query, callerOf(request)),
	}),
});
