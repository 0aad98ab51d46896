import type { Result } from '../shared/run-items';
import type { Session } from '../shared/waypost-types';
import type { LinkOptions } from './link-properties';
import type { SessionCalls } from './session-calls';
import { isLinked, toSessionItem } from './session-item';

/** How long the daemon holds one answer, in seconds: the end of a link is seen no later. */
const LAP_SECONDS = 2;

/**
 * Waits until somebody has linked a phone and it is connected.
 *
 * @throws NodeApiError when the link has ended and nothing would bring it back, and at the time-out.
 */
export async function waitUntilLinked(calls: SessionCalls): Promise<Result> {
	const { context, itemIndex } = calls;
	const seconds = Math.max(Number(context.getNodeParameter('waitAtMost', itemIndex)), 1);
	const options = context.getNodeParameter('options', itemIndex, {}) as LinkOptions;
	const session = await wait(calls, seconds, options.waitForNewCode ?? false);
	if (session.state === 'connected' || options.onTimeOut === 'returnState') {
		return { json: toSessionItem(session) };
	}
	throw isLinked(session)
		? calls.refusal('WHATSAPP_NOT_READY', `It did not connect within ${seconds} seconds.`)
		: calls.refusal(
				'SESSION_NOT_LINKED',
				`Nobody linked a phone to the session ${calls.id} within ${seconds} seconds.`,
			);
}

/** @returns the session, connected or as it is when the time is up. */
async function wait(
	calls: SessionCalls,
	seconds: number,
	waitsForNewCode: boolean,
): Promise<Session> {
	const end = Date.now() + seconds * 1_000;
	let session = await calls.get();
	while (session.state !== 'connected' && Date.now() < end) {
		if (hasEnded(session) && !(waitsForNewCode && isRenewable(session))) {
			throw endOf(calls, session);
		}
		session = await lap(calls, Math.min((end - Date.now()) / 1_000, LAP_SECONDS));
	}
	return session;
}

/** @returns the session at once when it is connected, else when the lap is over. */
const lap = (calls: SessionCalls, seconds: number): Promise<Session> =>
	calls.call<Session>('GET', '/wait', {
		query: { state: 'connected', timeout: seconds },
		signal: calls.context.getExecutionCancelSignal?.(),
	});

/** Nothing is under way, and the daemon will not try again by itself. */
const hasEnded = ({ state, reason }: Session): boolean =>
	(state === 'unlinked' || state === 'stopped') && reason !== null && !reason.comesBack;

/** The link page shows a new code to whoever asks for one. */
const isRenewable = ({ state, reason }: Session): boolean =>
	state === 'unlinked' && (reason?.code === 'qr-expired' || reason?.code === 'pairing-failed');

const endOf = (calls: SessionCalls, { state, reason }: Session) =>
	calls.refusal(
		state === 'stopped'
			? 'WHATSAPP_NOT_READY'
			: (CODES[reason?.code ?? ''] ?? 'SESSION_NOT_LINKED'),
		reason?.sentence ?? '',
	);

/** Reasons for which there are words of their own. */
const CODES: Readonly<Record<string, string>> = {
	'qr-expired': 'QR_NOT_SHOWN',
	'pairing-failed': 'PAIRING_FAILED',
};
