import type { Response } from 'express';
import type { Handlers } from '../http/route.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { LINK_PAGE_HEADERS, readLinkPage, readLinkPageAsset } from './link-page.js';
import { sendLinkPageStream } from './link-page-stream.js';
import type { LinkingService } from './linking.service.js';
import { toQrPng, toQrSvg } from './qr-image.js';

type Names = 'startLink' | 'getLink' | 'linkPage' | 'linkPageState' | 'linkPageAsset';

const NO_STORE = { 'Cache-Control': 'no-store' } as const;

/** Linking over the API, and the page for the person with the phone. */
export const linkingRoutes = (linking: LinkingService): Pick<Handlers, Names> => ({
	startLink: async ({ params, body, signal }) => ({
		status: 200,
		headers: NO_STORE,
		body: await linking.start(params.sessionId, body, signal),
	}),
	getLink: async ({ params }) => {
		const link = await linking.get(params.sessionId);
		return {
			respond: async (response) => {
				response.set(NO_STORE);
				await sendLink(response, link);
			},
		};
	},
	linkPage: ({ params }) => ({
		respond: (response) => {
			const isKnown = isTicketKnown(linking, params.ticket);
			response
				.status(isKnown ? 200 : 404)
				.set(LINK_PAGE_HEADERS)
				.type('html')
				.send(readLinkPage());
		},
	}),
	linkPageState: ({ params, signal }) => ({
		respond: (response, request) =>
			sendLinkPageStream({
				linking,
				ticket: params.ticket,
				response,
				signal,
				// The page asks for it only after a click, so that mail scanners see no code.
				isShown: request.get('X-Waypost-Show') === 'code',
			}),
	}),
	linkPageAsset: ({ params }) => {
		const asset = readLinkPageAsset(params.file);
		if (!asset) throw new WaypostError('NOT_FOUND');
		return {
			respond: (response) => {
				response.set('Cache-Control', 'no-cache').type(asset.type).send(asset.text);
			},
		};
	},
});

const isTicketKnown = (linking: LinkingService, ticket: string): boolean => {
	try {
		linking.sessionOfTicket(ticket);
		return true;
	} catch {
		return false;
	}
};

/** The link in the form the caller accepts: JSON, the picture, or the text in it. */
async function sendLink(
	response: Response,
	link: Awaited<ReturnType<LinkingService['get']>>,
): Promise<void> {
	const type = response.req.accepts([
		'application/json',
		'image/png',
		'image/svg+xml',
		'text/plain',
	]);
	if (type === 'application/json' || type === false) {
		response.json(link);
		return;
	}
	const text = link.qr ?? (type === 'text/plain' ? link.pairingCode : null);
	if (text === null) {
		throw new WaypostError(
			link.state === 'connected' ? 'SESSION_ALREADY_LINKED' : 'QR_NOT_SHOWN',
			link.reason?.sentence,
		);
	}
	if (type === 'image/png') response.type('png').send(await toQrPng(text));
	else if (type === 'image/svg+xml') response.type('svg').send(await toQrSvg(text));
	else response.type('text').send(text);
}
