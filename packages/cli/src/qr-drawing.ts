/** Modules of white around the code: what ISO/IEC 18004 §6.3.8 asks for, so that any phone finds it. */
const QUIET_ZONE = 4;

/** Black on white whatever the colours of the terminal: 16 and 231 are fixed in the 256-colour table. */
const COLOURS = '\x1b[38;5;16;48;5;231m';
const RESET = '\x1b[0m';

/** Which half of a character cell is dark: neither, the upper, the lower, both. */
const HALF_BLOCKS = [' ', '▀', '▄', '█'] as const;

/** A QR code for the terminal, two modules above each other in one character. */
export async function drawQr(text: string): Promise<string> {
	const { default: qrcode } = await import('qrcode');
	const { modules } = qrcode.create(text, { errorCorrectionLevel: 'low' });
	const isInside = (index: number) => index >= 0 && index < modules.size;
	const bit = (row: number, column: number) =>
		isInside(row) && isInside(column) && modules.get(row, column) ? 1 : 0;
	const lines: string[] = [];
	for (let row = -QUIET_ZONE; row < modules.size + QUIET_ZONE; row += 2) {
		let line = '';
		for (let column = -QUIET_ZONE; column < modules.size + QUIET_ZONE; column++) {
			line += HALF_BLOCKS[bit(row, column) + 2 * bit(row + 1, column)];
		}
		lines.push(COLOURS + line + RESET);
	}
	return lines.join('\n');
}
