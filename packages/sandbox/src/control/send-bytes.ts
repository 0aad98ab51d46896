import type { Request, Response } from 'express';

/** Sends bytes, or the part a Range header asks for (RFC 9110, section 14). */
export function sendBytes(
	request: Request,
	response: Response,
	bytes: Buffer,
	mimeType: string,
): void {
	response.type(mimeType).set('accept-ranges', 'bytes').set('x-content-type-options', 'nosniff');
	const ranges = request.range(bytes.length);
	if (ranges === -1) {
		response.status(416).set('content-range', `bytes */${bytes.length}`).end();
		return;
	}
	const range = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges[0] : undefined;
	if (!range) {
		response.end(bytes);
		return;
	}
	const { start, end } = range;
	response.status(206).set('content-range', `bytes ${start}-${end}/${bytes.length}`);
	response.end(bytes.subarray(start, end + 1));
}
