import { createHash } from 'node:crypto';

/** Bytes of more than this are kept as files of their own, each content once. */
const INLINE_BYTES = 4 * 1024;

/** A snapshot as text, and the large pieces of bytes it names by their SHA-256. */
export interface EncodedSnapshot {
	/** JSON. */
	readonly text: string;
	readonly blobs: ReadonlyMap<string, Buffer>;
}

/** Hashes of large pieces of bytes, which never change, so that each is computed once. */
export type BlobNames = WeakMap<Uint8Array, string>;

/**
 * Plain values to JSON, with bytes as `{"$bytes": base64}` or `{"$blob": SHA-256}`. Fields that are
 * undefined are left out; a field whose own name begins with `$` gets another one in front.
 */
export function encodeSnapshot(value: unknown, names: BlobNames = new WeakMap()): EncodedSnapshot {
	const blobs = new Map<string, Buffer>();
	const encode = (part: unknown): unknown => {
		if (typeof part !== 'object' || part === null) return part;
		if (part instanceof Uint8Array) return encodeBytes(part);
		if (Array.isArray(part)) return part.map(encode);
		const written: Record<string, unknown> = {};
		for (const [name, each] of Object.entries(part)) {
			written[name.startsWith('$') ? `$${name}` : name] = encode(each);
		}
		return written;
	};
	const encodeBytes = (bytes: Uint8Array) => {
		const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		if (buffer.length <= INLINE_BYTES) return { $bytes: buffer.toString('base64') };
		const name = names.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
		names.set(bytes, name);
		blobs.set(name, buffer);
		return { $blob: name };
	};
	return { text: JSON.stringify(encode(value)), blobs };
}

/**
 * What `encodeSnapshot` was given, bytes as buffers. Throws when a blob is missing.
 *
 * @param json - its text, parsed.
 */
export function decodeSnapshot(json: unknown, blobs: EncodedSnapshot['blobs']): unknown {
	const decode = (part: unknown): unknown => {
		if (typeof part !== 'object' || part === null) return part;
		if (Array.isArray(part)) return part.map(decode);
		const entries = Object.entries(part);
		const [[name, value] = ['', undefined]] = entries;
		if (name === '$bytes') return Buffer.from(String(value), 'base64');
		if (name === '$blob') return blobNamed(blobs, String(value));
		return Object.fromEntries(
			entries.map(([key, each]) => [key.startsWith('$') ? key.slice(1) : key, decode(each)]),
		);
	};
	return decode(json);
}

function blobNamed(blobs: EncodedSnapshot['blobs'], name: string): Buffer {
	const blob = blobs.get(name);
	if (!blob) throw new Error(`The file ${name} is missing.`);
	return blob;
}
