import { Router } from 'express';
import { SandboxError } from '../errors.js';
import type { ProfilePictures } from '../people/profile-pictures.js';
import { sendBytes } from './send-bytes.js';

/** Where the pictures of people and groups are downloaded from. */
export function picturesRoutes(pictures: ProfilePictures): Router {
	const router = Router();
	router.get('/*path', (request, response) => {
		const bytes = pictures.find(`${request.baseUrl}${request.path}`);
		if (!bytes) throw new SandboxError('NOT_FOUND', 'Nobody has this picture (any more).');
		sendBytes(request, response, bytes, 'image/jpeg');
	});
	return router;
}
