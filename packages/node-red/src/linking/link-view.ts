import type { Link, Session, Waypost } from '@waypost/client';
import { hasCode } from './start-linking.js';

/** What the editor shows of a session: no key, no address. */
export interface LinkView {
	/** `missing`: there is no such session yet. */
	state: Session['state'] | 'missing';
	reason: { code: string; sentence: string } | null;
	phoneNumber: string | null;
	/** The code to scan or to type, while a phone is being linked and until it expires. */
	code: LinkCode | null;
}

export interface LinkCode {
	method: Link['method'];
	/** PNG as a data URL. */
	qrImage: string | null;
	/** As the phone shows it: `ABCD-EFGH`. */
	pairingCode: string | null;
	/** Left of its life. No clock but that of the daemon is right for sure, so that no time is given. */
	secondsLeft: number;
}

/** Reads how linking stands now. The code is asked for only while there is one. */
export async function readLinkView(client: Waypost, sessionId: string): Promise<LinkView> {
	try {
		const session = await client.sessions.get(sessionId);
		if (session.state !== 'linking') return viewOf(session);
		// It may have moved on between the two answers.
		const link = await client.sessions.getLink(sessionId);
		return { ...viewOf({ ...session, ...link }), code: codeOf(link) };
	} catch (error) {
		if (hasCode(error, 'SESSION_NOT_FOUND')) return MISSING;
		throw error;
	}
}

const MISSING: LinkView = { state: 'missing', reason: null, phoneNumber: null, code: null };

const viewOf = ({ state, reason, phoneNumber }: Session): LinkView => ({
	state,
	reason: reason && { code: reason.code, sentence: reason.sentence },
	phoneNumber,
	code: null,
});

function codeOf({ method, qrImage, pairingCode, secondsLeft }: Link): LinkCode | null {
	if (qrImage === null && pairingCode === null) return null;
	if (secondsLeft === null || secondsLeft <= 0) return null;
	return {
		method,
		qrImage,
		pairingCode: pairingCode && formatPairingCode(pairingCode),
		secondsLeft: Math.ceil(secondsLeft),
	};
}

/** In two groups, as the phone shows the fields to type it in. */
export const formatPairingCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
