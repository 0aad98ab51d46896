import type { AttachmentKind } from '@waypost/contract';

/**
 * A file to send: a `Blob` or `File` (a browser's file input, `fs.openAsBlob` of Node), its bytes,
 * or its base64 text. Blobs are streamed as a multipart upload; base64 travels inside the JSON,
 * which the daemon limits to 24 MB.
 */
export type AttachmentFile = Blob | Uint8Array | { data: string };

/** How the recipient sees the file. */
export interface AttachmentDetails {
	/** What to send it as. Default: by its content, `document` when in doubt. */
	kind?: AttachmentKind;
	/** Text under the file. Default: none. */
	caption?: string;
	/** Name the recipient sees. Default: the name of a `File`, `file` for other bytes. */
	fileName?: string;
	/** Default: the type of a `Blob`, else by content. */
	mimeType?: string;
}

/** The request body of a send with a file. */
export function attachmentBody(to: string, file: AttachmentFile, details: AttachmentDetails) {
	const { kind, caption, fileName, mimeType } = details;
	const fields = { kind, caption, fileName, mimeType };
	if (!(file instanceof Blob) && !(file instanceof Uint8Array)) {
		return { to, attachment: { data: file.data, ...fields } };
	}
	return multipart({ to, ...fields }, file);
}

/** The fields go before the file, so that the daemon knows them when the bytes arrive. */
function multipart(
	fields: Readonly<Record<string, string | undefined>>,
	file: Blob | Uint8Array,
): FormData {
	const blob = toBlob(file, fields.mimeType);
	const ownName = file instanceof File && file.name !== '' ? file.name : undefined;
	const fileName = fields.fileName ?? ownName;
	const form = new FormData();
	for (const [name, value] of Object.entries({ ...fields, fileName })) {
		if (value !== undefined) form.set(name, value);
	}
	// The part needs some file name, or servers take it for a text field (RFC 7578 §4.2).
	form.set('file', blob, fileName ?? 'file');
	return form;
}

function toBlob(file: Blob | Uint8Array, mimeType: string | undefined): Blob {
	const type = mimeType ?? (file instanceof Blob ? file.type : '');
	if (file instanceof Blob) return file.type === type ? file : file.slice(0, file.size, type);
	return new Blob([ownBytes(file)], { type });
}

/** A Blob takes no view of shared memory; everything else goes in without a copy. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return bytes.buffer instanceof ArrayBuffer
		? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
		: new Uint8Array(bytes);
}
