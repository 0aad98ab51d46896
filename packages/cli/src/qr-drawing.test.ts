import { expect, test } from '@jest/globals';
import qrcode from 'qrcode';
import { stripVTControlCharacters } from 'node:util';
import { drawQr } from './qr-drawing.js';

/** The dark modules of a drawing, row by row, `1` is dark. */
function readDrawing(drawing: string): string[] {
	return stripVTControlCharacters(drawing)
		.split('\n')
		.flatMap((line) => [
			line.replace(/[▀█]/g, '1').replace(/[^1]/g, '0'),
			line.replace(/[▄█]/g, '1').replace(/[^1]/g, '0'),
		]);
}

test('a drawn QR code has every module, with four of white around', async () => {
	const text = '2@ref,keys,more keys';
	const { modules } = qrcode.create(text, { errorCorrectionLevel: 'low' });
	const rows = readDrawing(await drawQr(text));
	const white = '0'.repeat(modules.size + 8);
	const expected = Array.from({ length: modules.size }, (_, row) => {
		const bits = Array.from({ length: modules.size }, (__, column) =>
			modules.get(row, column) ? '1' : '0',
		);
		return `0000${bits.join('')}0000`;
	});
	const border = [white, white, white, white];
	expect(rows.slice(0, modules.size + 8)).toEqual([...border, ...expected, ...border]);
});
