import { WaypostError } from '../runtime/waypost-error.js';
import type { BinaryNode, WASocket } from './baileys.js';
import { DeadlineError } from './deadline.js';

export interface PairingCodeOptions {
	sock: WASocket;
	within<T>(work: Promise<T>, what: string): Promise<T>;
}

/**
 * Asks WhatsApp for a pairing code and waits until it is registered. Baileys returns as soon as the
 * question is sent, so a number that WhatsApp refuses would look like a code that nobody can type.
 *
 * @throws WaypostError PAIRING_FAILED, WHATSAPP_TIMEOUT, WHATSAPP_NOT_READY
 */
export async function requestPairingCode(
	{ sock, within }: PairingCodeOptions,
	phoneNumber: string,
): Promise<string> {
	// Baileys takes the next tag of its counter for the question before it waits for anything.
	const answerName = `TAG:${tagAfter(sock.generateMessageTag())}`;
	const answer = Promise.withResolvers<BinaryNode>();
	sock.ws.once(answerName, answer.resolve);
	try {
		const asked = sock.requestPairingCode(phoneNumber.replace(/\D/g, ''));
		const code = await within(asked, 'the request for a pairing code');
		assertRegistered(await within(answer.promise, 'the pairing code'));
		return code;
	} catch (error) {
		throw translate(error);
	} finally {
		sock.ws.off(answerName, answer.resolve);
	}
}

const tagAfter = (tag: string): string => tag.replace(/\d+$/, (count) => String(Number(count) + 1));

function assertRegistered(answer: BinaryNode): void {
	if (answer.attrs['type'] === 'result') return;
	const error = Array.isArray(answer.content) ? answer.content[0]?.attrs : undefined;
	throw new WaypostError(
		'PAIRING_FAILED',
		`WhatsApp did not register a pairing code for this number${error?.['text'] ? ` (${error['text']})` : ''}. Check the number, wait a while, or link by QR code.`,
		{ upstreamCode: Number(error?.['code']) || null },
	);
}

function translate(error: unknown): unknown {
	if (error instanceof WaypostError) return error;
	const code = error instanceof DeadlineError ? 'WHATSAPP_TIMEOUT' : 'WHATSAPP_NOT_READY';
	return new WaypostError(code, undefined, { cause: error });
}
