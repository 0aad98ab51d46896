import type { AttachmentKind, SendMessage } from '@waypost/contract';
import { sendFields, type SendOptions } from './send-options.js';

/**
 * A file to send: a `Blob` or `File` (a browser's file input, `fs.openAsBlob` of Node), its bytes,
 * its base64 text, a URL that the daemon fetches, or a path under its WAYPOST_MEDIA_DIR. Blobs are
 * streamed as a multipart upload; base64 travels inside the JSON, which the daemon limits to 24 MB.
 */
export type AttachmentFile =
	| Blob
	| Uint8Array
	| { data: string }
	| { url: string }
	| { mediaPath: string };

/** How the recipient sees the file. */
export interface AttachmentDetails {
	/** What to send it as. Default: by its content, `document` when in doubt. */
	kind?: AttachmentKind;
	/** Text under the file. Default: none. */
	caption?: string;
	/** Name the recipient sees. Default: the name of a `File` or at the URL, `file` for other bytes. */
	fileName?: string;
	/** Default: the type of a `Blob`, else by content. */
	mimeType?: string;
}

type Fields = ReturnType<typeof sendFields> & AttachmentDetails & { to: string };

/** The request body of a send with a file. */
export function attachmentBody(
	to: string,
	file: AttachmentFile,
	options: AttachmentDetails & SendOptions,
): SendMessage | FormData {
	const { kind, caption, fileName, mimeType } = options;
	const details = {
		...(kind !== undefined && { kind }),
		...(caption !== undefined && { caption }),
		...(fileName !== undefined && { fileName }),
		...(mimeType !== undefined && { mimeType }),
	};
	if (file instanceof Blob || file instanceof Uint8Array) {
		return multipart({ to, ...details, ...sendFields(options) }, file);
	}
	return { to, attachment: { ...sourceOf(file), ...details }, ...sendFields(options) };
}

function sourceOf(file: Exclude<AttachmentFile, Blob | Uint8Array>) {
	if ('url' in file) return { url: file.url };
	return 'mediaPath' in file ? { mediaPath: file.mediaPath } : { data: file.data };
}

/** The fields go before the file, so that the daemon knows them when the bytes arrive. */
function multipart(fields: Fields, file: Blob | Uint8Array): FormData {
	const blob = toBlob(file, fields.mimeType);
	const ownName = file instanceof File && file.name !== '' ? file.name : undefined;
	const fileName = fields.fileName ?? ownName;
	const form = new FormData();
	for (const [name, value] of Object.entries({ ...fields, fileName })) {
		if (value !== undefined) form.set(name, formText(value));
	}
	// The part needs some file name, or servers take it for a text field (RFC 7578 §4.2).
	form.set('file', blob, fileName ?? 'file');
	return form;
}

/** A form holds text alone; a list goes as JSON. */
const formText = (value: string | number | boolean | string[]): string =>
	typeof value === 'object' ? JSON.stringify(value) : String(value);

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
