import { randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Form } from '../shared/send';

type Readable = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** A file as it goes into a form. */
export interface FormFile {
	/** May be anything: what cannot stand in a header is replaced. */
	fileName: string;
	mimeType: string;
	/** The bytes, or a stream of them that is read once. */
	content: Buffer | Readable;
	/** Bytes; null for a stream of unknown length. */
	size: number | null;
}

/**
 * A form (RFC 7578) with some fields and one part called `file`, which is last. A stream passes
 * through: the file is never in memory as a whole.
 */
export function toForm(fields: Readonly<Record<string, string>>, file: FormFile): Form {
	// Random, so that no file can hold it.
	const boundary = `waypost-${randomUUID()}`;
	const head = Buffer.from(headOf(boundary, fields, file));
	const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
	const { content, size } = file;
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		body: Buffer.isBuffer(content)
			? Buffer.concat([head, content, tail])
			: wrap(content, head, tail),
		...(size !== null && { size: head.length + size + tail.length }),
	};
}

function headOf(
	boundary: string,
	fields: Readonly<Record<string, string>>,
	{ fileName, mimeType }: FormFile,
): string {
	const parts = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	return [
		...parts,
		`--${boundary}\r\n`,
		`Content-Disposition: form-data; name="file"; filename="${quoted(fileName)}"\r\n`,
		`Content-Type: ${isMimeType(mimeType) ? mimeType : 'application/octet-stream'}\r\n\r\n`,
	].join('');
}

/** Puts bytes before and after a stream; its failure is the failure of the whole. */
const wrap = (content: Readable, head: Buffer, tail: Buffer): Readable =>
	content.compose(async function* (source: AsyncIterable<Buffer>) {
		yield head;
		yield* source;
		yield tail;
	} as never);

/** As it stands between quotes (RFC 822). Control characters, which could end the header, go. */
const quoted = (name: string): string =>
	name.replace(/\p{Cc}+/gu, ' ').replace(/["\\]/g, (character) => `\\${character}`);

/** Bare, or with parameters; nothing that could start another header. */
const isMimeType = (text: string): boolean =>
	/^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+"-]+)*$/.test(text);
