import express, { Router } from 'express';
import { SandboxError } from '../errors.js';
import { MAX_MEDIA_BYTES, type MediaStore } from '../state/media-store.js';
import { sendBytes } from './send-bytes.js';

/** Where clients upload (`/mms/…`) and download (`/v/…`), as on WhatsApp's media hosts. */
export function mediaRoutes(media: MediaStore, host: { readonly mediaHost: string }): Router {
	const router = Router();
	const body = express.raw({ type: () => true, limit: MAX_MEDIA_BYTES });
	/** `/mms/image/HASH?auth&token`; Baileys reads `url` and `direct_path` (Utils/messages-media.js). */
	router.post('/:kind/:hash', body, (request, response) => {
		const blob: unknown = request.body;
		if (!Buffer.isBuffer(blob) || blob.length === 0) {
			throw new SandboxError('INVALID_REQUEST', 'The upload has no bytes.');
		}
		const path = media.put(blob);
		response.json({ url: `https://${host.mediaHost}${path}`, direct_path: path });
	});
	router.get('/*path', (request, response) => {
		const blob = media.get(`${request.baseUrl}${request.path}`);
		if (!blob)
			throw new SandboxError('NOT_FOUND', 'This media is not in the media store (any more).');
		sendBytes(request, response, blob, 'application/octet-stream');
	});
	return router;
}
