/** Pictures and sound that a browser only draws or plays: nothing in them can run. */
const HARMLESS = new Set([
	'image/gif',
	'image/jpeg',
	'image/png',
	'image/webp',
	'audio/aac',
	'audio/mp4',
	'audio/mpeg',
	'audio/ogg',
	'audio/wav',
	'audio/webm',
	'video/mp4',
	'video/webm',
]);

/** The content type of an attachment: what its sender says, if that is harmless, or else plain bytes. */
export function mediaType(said: string | undefined): string {
	const [type = ''] = (said ?? '').toLowerCase().split(';');
	return HARMLESS.has(type.trim()) ? type.trim() : 'application/octet-stream';
}
