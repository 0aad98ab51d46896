import QRCode, { type QRCodeToBufferOptions } from 'qrcode';

/**
 * Quiet zone and size of a module in pixels: about 300 pixels for WhatsApp's codes. Grey and lightly
 * compressed, since a person waits for it: a third of the time of the library's defaults.
 */
const PNG: QRCodeToBufferOptions = {
	type: 'png',
	margin: 2,
	scale: 5,
	rendererOpts: { deflateLevel: 3, filterType: 0, colorType: 0 } as object,
};

/** The QR code of a text as PNG bytes. */
export const toQrPng = (text: string): Promise<Buffer> => QRCode.toBuffer(text, PNG);

export const toQrSvg = (text: string): Promise<string> =>
	QRCode.toString(text, { type: 'svg', margin: 2 });

/** The same as {@link toQrPng}, as a data URL. */
export async function toQrDataUrl(text: string): Promise<string> {
	const png = await toQrPng(text);
	return `data:image/png;base64,${png.toString('base64')}`;
}
