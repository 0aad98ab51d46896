import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { parameterError } from '../shared/errors';
import type { Result } from '../shared/run-items';
import type { Link, Session } from '../shared/waypost-types';
import { alreadyLinkedHint, pairingCodeHint, qrCodeHint, type Shown } from './link-hints';
import type { LinkOptions } from './link-properties';
import type { SessionCalls } from './session-calls';
import { isLinked, toSessionItem } from './session-item';

/** The QR code as a picture in a binary field, and the address of a page that renews it. */
export async function getQrCode(calls: SessionCalls): Promise<Result> {
	const { context, itemIndex } = calls;
	const link = await startLinking(calls, { method: 'qr' });
	if ('phoneNumber' in link) return alreadyLinked(calls, link);
	if (link.qrImage === null) throw noCode(calls, 'QR_NOT_SHOWN', link);
	const { outputField = 'qr' } = context.getNodeParameter('options', itemIndex, {}) as LinkOptions;
	const png = Buffer.from(link.qrImage.slice(link.qrImage.indexOf(',') + 1), 'base64');
	const shown = shownOf(link);
	context.addExecutionHints?.(qrCodeHint(shown));
	return {
		json: codeItem(link, shown),
		binary: {
			[outputField]: await context.helpers.prepareBinaryData(png, 'qr.png', 'image/png'),
		},
	};
}

/** Eight characters to type on the phone. */
export async function getPairingCode(calls: SessionCalls): Promise<Result> {
	const { context } = calls;
	const phoneNumber = phoneNumberOf(calls);
	const link = await startLinking(calls, { method: 'code', phoneNumber });
	if ('phoneNumber' in link) return alreadyLinked(calls, link);
	const { pairingCode } = link;
	if (pairingCode === null) throw noCode(calls, 'PAIRING_FAILED', link);
	const formatted = `${pairingCode.slice(0, 4)}-${pairingCode.slice(4)}`;
	const shown = shownOf(link);
	context.addExecutionHints?.(pairingCodeHint(formatted, shown));
	return { json: { ...codeItem(link, shown), pairingCode, pairingCodeFormatted: formatted } };
}

/** The link with its first code, or the session when it is linked already. */
async function startLinking(calls: SessionCalls, body: IDataObject): Promise<Link | Session> {
	const { context, itemIndex } = calls;
	const mayCreate = context.getNodeParameter('createIfMissing', itemIndex, true) as boolean;
	const link = await calls.link(body, mayCreate);
	if (link !== null && (link.qrImage !== null || link.pairingCode !== null)) return link;
	// Linked already, or just now: somebody may have scanned the code of an earlier run.
	const session = await calls.get();
	return link === null || isLinked(session) ? session : link;
}

function alreadyLinked({ context }: SessionCalls, session: Session): Result {
	context.addExecutionHints?.(alreadyLinkedHint(session));
	return { json: toSessionItem(session) };
}

const shownOf = ({ url, secondsLeft }: Link): Shown => ({
	url,
	secondsLeft: Math.round(secondsLeft ?? 0),
});

const codeItem = (
	{ sessionId, state, expiresAt, url }: Link,
	{ secondsLeft }: Shown,
): IDataObject => ({ sessionId, state, linked: false, expiresAt, secondsLeft, linkUrl: url });

/** @param code - what it means that this kind of code is missing. */
const noCode = (calls: SessionCalls, code: string, { reason }: Link): NodeApiError =>
	reason === null
		? calls.refusal('WHATSAPP_TIMEOUT', 'WhatsApp gave no code.')
		: calls.refusal(code, reason.sentence);

function phoneNumberOf({ context, itemIndex }: SessionCalls): string {
	const phoneNumber = String(context.getNodeParameter('phoneNumber', itemIndex) ?? '').trim();
	if (phoneNumber !== '') return phoneNumber;
	throw parameterError(
		context.getNode(),
		'No phone number is given',
		'Fill in Phone Number with the number of the phone to link, with its country code.',
		itemIndex,
	);
}
