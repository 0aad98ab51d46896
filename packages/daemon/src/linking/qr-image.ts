import QRCode from 'qrcode';

const PIXELS = 400;
const QUIET_ZONE = 2;

/** The QR code of a text as PNG bytes, 400 pixels wide. */
export const toQrPng = (text: string): Promise<Buffer> =>
	QRCode.toBuffer(text, { type: 'png', width: PIXELS, margin: QUIET_ZONE });

export const toQrSvg = (text: string): Promise<string> =>
	QRCode.toString(text, { type: 'svg', margin: QUIET_ZONE });

/** The same as {@link toQrPng}, as a data URL. */
export async function toQrDataUrl(text: string): Promise<string> {
	const png = await toQrPng(text);
	return `data:image/png;base64,${png.toString('base64')}`;
}
