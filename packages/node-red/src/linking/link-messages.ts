import type { Link, Session } from '@waypost/client';
import type { NodeMessage } from 'node-red';
import { formatPairingCode } from './link-view.js';

/** What `msg.payload` of a QR code is. */
export type QrOutput = 'buffer' | 'dataUrl' | 'text';

type Why = Session['reason'];

/** What happened, as `msg.waypost` tells it. */
interface LinkNews {
	sessionId: string;
	state: Session['state'];
	phoneNumber: string | null;
	reason: { code: string; sentence: string } | null;
}

const newsOf = (
	sessionId: string,
	state: Session['state'],
	{ phoneNumber = null, reason = null }: { phoneNumber?: string | null; reason?: Why } = {},
): { waypost: LinkNews } => ({
	waypost: {
		sessionId,
		state,
		phoneNumber,
		reason: reason && { code: reason.code, sentence: reason.sentence },
	},
});

/** A new code to scan or to type; null when the link shows none. */
export function codeMessage(link: Link, output: QrOutput): NodeMessage | null {
	const { sessionId, state, qr, qrImage, pairingCode, expiresAt, secondsLeft, url } = link;
	const more = { expires: expiresAt, secondsLeft, linkUrl: url, ...newsOf(sessionId, state) };
	if (qr !== null && qrImage !== null) {
		return { topic: 'qr', payload: payloadOf(output, qr, qrImage), ...more };
	}
	if (pairingCode === null) return null;
	return { topic: 'pairing-code', payload: formatPairingCode(pairingCode), ...more };
}

function payloadOf(output: QrOutput, qr: string, qrImage: string): string | Buffer {
	if (output === 'text') return qr;
	if (output === 'dataUrl') return qrImage;
	return Buffer.from(qrImage.slice(qrImage.indexOf(',') + 1), 'base64');
}

/** A phone was linked and the session is connected. */
export const linkedMessage = (sessionId: string, phoneNumber: string | null): NodeMessage => ({
	topic: 'linked',
	payload: phoneNumber,
	...newsOf(sessionId, 'connected', { phoneNumber }),
});

/** The phone that was linked is no longer. */
export const unlinkedMessage = (sessionId: string, reason: Why): NodeMessage => ({
	topic: 'unlinked',
	payload: reason?.sentence ?? '',
	...newsOf(sessionId, 'unlinked', { reason }),
});

/** Linking ended without a phone: the code shown last is of no use any more. */
export const notLinkedMessage = (sessionId: string, reason: Why): NodeMessage => ({
	...unlinkedMessage(sessionId, reason),
	topic: 'not-linked',
});
