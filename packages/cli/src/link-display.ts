import type { Link } from '@waypost/client';
import { drawQr } from './qr-drawing.js';
import { isTerminal, print, printJson } from './terminal.js';

/** Shows the codes of a link in the terminal: in place of the one before where that is possible. */
export class LinkDisplay {
	readonly #json: boolean;
	#shown: string | null = null;
	#lines = 0;

	constructor({ json = false }: { json?: boolean }) {
		this.#json = json;
	}

	/** True when the link has a code that is not on the screen yet. */
	isNew(link: Link): boolean {
		const code = codeOf(link);
		return code !== null && code !== this.#shown;
	}

	async show(link: Link): Promise<void> {
		this.#shown = codeOf(link);
		if (this.#json) printJson(link);
		else this.#replace(await describeLink(link));
	}

	#replace(text: string): void {
		// ANSI: cursor up n lines, erase from there to the end of the screen (ECMA-48 CUU, ED).
		if (isTerminal() && this.#lines > 0) process.stdout.write(`\x1b[${this.#lines}A\x1b[J`);
		print(text);
		this.#lines = text.split('\n').length;
	}
}

const codeOf = ({ qr, pairingCode }: Link): string | null => qr ?? pairingCode;

async function describeLink(link: Link): Promise<string> {
	const where = 'On the phone: WhatsApp > Linked devices > Link a device';
	if (link.pairingCode !== null) {
		return [
			`Pairing code: ${formatPairingCode(link.pairingCode)}`,
			`${where} > Link with phone number instead, and type it there.`,
			`Or open this page beside the phone: ${link.url}`,
		].join('\n');
	}
	return [
		await drawQr(link.qr ?? ''),
		`${where}, and scan this code.`,
		`Or open this page beside the phone: ${link.url}`,
	].join('\n');
}

/** Eight characters as the phone shows them, in two groups. */
export const formatPairingCode = (code: string): string =>
	code.replace(/^(.{4})-?(.{4})$/, '$1-$2');
