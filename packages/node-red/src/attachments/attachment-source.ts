import { createHash } from 'node:crypto';
import type { AttachmentFile } from '@waypost/client';
import { inputError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';

/** Where the value of the typed input leads: `auto` takes bytes, base64, data URLs and web addresses. */
export type Source = 'auto' | 'mediaPath';

/** A file to send, and what is known of it by itself. */
export interface GivenFile {
	file: Exclude<AttachmentFile, Blob>;
	fileName?: string;
	mimeType?: string;
	/** For the idempotency key: bytes by their hash. */
	identity: Readonly<Record<string, string>>;
}

/** @throws NodeError `NO_FILE`, `INVALID_VALUE` */
export function toFile(value: unknown, source: Source, translate: Translate): GivenFile {
	if (isEmpty(value)) throw inputError('NO_FILE', translate);
	if (source === 'mediaPath') return toMediaPath(value, translate);
	const bytes = toBytes(value);
	if (bytes) return ofBytes(bytes);
	if (typeof value === 'string') return ofText(value.trim(), translate);
	if (isReceived(value)) return ofReceived(value, translate);
	throw refusal('file', translate);
}

function toMediaPath(value: unknown, translate: Translate): GivenFile {
	if (typeof value !== 'string') throw refusal('mediaPath', translate);
	const mediaPath = value.trim();
	return { file: { mediaPath }, identity: { mediaPath } };
}

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Bytes as they are, and as JSON writes a Buffer. */
function toBytes(value: unknown): Uint8Array | null {
	if (value instanceof Uint8Array) return value;
	if (value instanceof ArrayBuffer) return new Uint8Array(value);
	const { type, data } = value as { type?: unknown; data?: unknown };
	return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]) : null;
}

function ofBytes(bytes: Uint8Array): GivenFile {
	return {
		file: bytes,
		identity: { sha256: createHash('sha256').update(bytes).digest('hex') },
	};
}

function ofText(text: string, translate: Translate): GivenFile {
	if (/^https?:\/\//i.test(text)) return { file: { url: text }, identity: { url: text } };
	const [, mimeType, parameters, content] = /^data:([^;,]*)([^,]*),(.*)$/s.exec(text) ?? [];
	if (content === undefined) return ofBytes(fromBase64(text, translate));
	const isBase64 = /;base64$/i.test(parameters ?? '');
	const bytes = isBase64 ? fromBase64(content, translate) : fromPercents(content, translate);
	return { ...ofBytes(bytes), ...(mimeType && { mimeType }) };
}

/** Only what is base64 from end to end: a text taken for a file would arrive as rubbish. */
function fromBase64(text: string, translate: Translate): Buffer {
	const digits = text.replaceAll(/\s/g, '');
	const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(digits) && digits.length % 4 !== 1;
	const isPadded = !digits.includes('=') || digits.length % 4 === 0;
	if (isBase64 && isPadded) return Buffer.from(digits, 'base64');
	throw refusal('file', translate);
}

function fromPercents(text: string, translate: Translate): Buffer {
	try {
		return Buffer.from(decodeURIComponent(text));
	} catch {
		throw refusal('file', translate);
	}
}

/** `msg.attachment` of Message Received. */
interface Received {
	data?: unknown;
	fileName?: unknown;
	mimeType?: unknown;
	notDownloaded?: unknown;
}

const isReceived = (value: unknown): value is Received =>
	typeof value === 'object' && value !== null && ('data' in value || 'fileName' in value);

function ofReceived({ data, fileName, mimeType }: Received, translate: Translate): GivenFile {
	if (isEmpty(data)) throw inputError('NO_FILE', translate);
	const bytes = toBytes(data);
	const given = bytes ? ofBytes(bytes) : null;
	if (!given && typeof data !== 'string') throw refusal('file', translate);
	return {
		...(given ?? ofText((data as string).trim(), translate)),
		...(typeof fileName === 'string' && { fileName }),
		...(typeof mimeType === 'string' && { mimeType }),
	};
}

const refusal = (name: 'file' | 'mediaPath', translate: Translate) =>
	inputError('INVALID_VALUE', translate, {
		name: translate('fields.file'),
		expected: translate(`expected.${name}`),
	});
