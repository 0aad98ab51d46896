import type { NodeExecutionHint } from 'n8n-workflow';
import type { Session } from '../shared/waypost-types';

/** A code as a person sees it. */
export interface Shown {
	/** The link page. */
	url: string;
	secondsLeft: number;
}

export const qrCodeHint = ({ url, secondsLeft }: Shown): NodeExecutionHint =>
	hint(
		`Press View to see the code. On the phone: WhatsApp > Settings > Linked devices > Link a device. Scan it within ${secondsLeft} seconds. For a code that renews itself, open the ${linkPage(url)}.`,
	);

export const pairingCodeHint = (code: string, { url, secondsLeft }: Shown): NodeExecutionHint =>
	hint(
		`On the phone: WhatsApp > Settings > Linked devices > Link a device > Link with phone number instead. Type ${code} within ${secondsLeft} seconds. The ${linkPage(url)} shows it too.`,
	);

export const alreadyLinkedHint = ({ id, state, reason, phoneNumber }: Session): NodeExecutionHint =>
	hint(
		[
			`The session ${id} is linked to ${phoneNumber ?? 'a phone'}.`,
			state === 'connected' || reason === null ? 'Choose it in Send Message.' : reason.sentence,
			'To link another phone, unlink it first.',
		].join(' '),
	);

const hint = (message: string): NodeExecutionHint => ({
	message,
	type: 'info',
	location: 'outputPane',
});

const linkPage = (url: string): string =>
	`<a href="${encodeURI(url).replace(/"/g, '%22')}" target="_blank">link page</a>`;
