import type { Response } from 'express';
import type { Handlers } from '../http/route.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { MediaService, MessageWithMedia } from './media.service.js';

/** What of a message its file needs; the messages feature finds it. */
export interface MessageFile extends MessageWithMedia {
	attachment:
		| (NonNullable<MessageWithMedia['attachment']> & { mimeType: string; fileName: string | null })
		| null;
}

/** Shown inside a page without harm; everything else is offered as a download. */
const INLINE = /^(image\/(jpeg|png|webp|gif)|video\/mp4|audio\/(ogg|mpeg|mp4|aac))$/;

/** `GET /v1/sessions/:sessionId/messages/:messageId/media` */
export const mediaRoutes = (
	media: MediaService,
	findMessage: (sessionId: string, messageId: string) => MessageFile,
): Pick<Handlers, 'getMedia'> => ({
	getMedia: async ({ params }) => {
		const message = findMessage(params.sessionId, params.messageId);
		const { attachment } = message;
		if (!attachment) throw new WaypostError('MEDIA_NOT_FOUND');
		const path = await media.fileOf(message);
		return { respond: (response) => sendFile(response, path, attachment) };
	},
});

function sendFile(
	response: Response,
	path: string,
	{ mimeType, fileName }: NonNullable<MessageFile['attachment']>,
): Promise<void> {
	const type = mimeType.split(';')[0]?.trim() ?? '';
	// The file comes from a stranger: no browser may run what is in it.
	response.set('Content-Security-Policy', "sandbox; default-src 'none'");
	response.set('X-Content-Type-Options', 'nosniff');
	response.set('Cache-Control', 'private, no-store');
	if (fileName === null) response.attachment();
	else response.attachment(fileName);
	if (INLINE.test(type)) {
		const disposition = response.get('Content-Disposition') ?? '';
		response.set('Content-Disposition', disposition.replace(/^attachment/, 'inline'));
	}
	const isShowable = INLINE.test(type);
	return new Promise((resolve, reject) => {
		const headers = { 'Content-Type': isShowable ? type : safeType(type) };
		response.sendFile(path, { headers, dotfiles: 'allow', cacheControl: false }, (error) => {
			if (error && !response.headersSent) reject(error);
			else resolve();
		});
	});
}

/** Types a browser would run are renamed; n8n and others still learn what a document is. */
const safeType = (type: string): string =>
	/^(text\/html|image\/svg|application\/(xhtml|xml)|text\/xml|.*javascript)/.test(type)
		? 'application/octet-stream'
		: type || 'application/octet-stream';
