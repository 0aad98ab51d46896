import type { AttachmentKind } from '@waypost/contract';
import { fileTypeFromBuffer } from 'file-type';
import { WaypostError } from '../runtime/waypost-error.js';
import { kindOf } from './media-type.js';

const MB = 1024 * 1024;

/** Largest file per kind, in bytes, as WhatsApp's apps take them; a document may be as large as the daemon is set to. */
const LIMITS: Record<AttachmentKind, number> = {
	image: 16 * MB,
	sticker: 16 * MB,
	video: 64 * MB,
	audio: 64 * MB,
	'voice-note': 64 * MB,
	document: Infinity,
};

/** As many first bytes as `file-type` looks at. */
const SAMPLE_BYTES = 4_100;

/** @param maxFileSize - bytes, whatever the kind. */
export const limitOf = (kind: AttachmentKind, maxFileSize: number): number =>
	Math.min(LIMITS[kind], maxFileSize);

export interface SizeRule {
	/** By content when absent. */
	kind: AttachmentKind | undefined;
	/** Bytes. */
	maxFileSize: number;
}

/** @throws WaypostError PAYLOAD_TOO_LARGE that names the limit. */
export function assertSize(size: number, kind: AttachmentKind, maxFileSize: number): void {
	const limit = limitOf(kind, maxFileSize);
	if (size <= limit) return;
	const asDocument = limit < maxFileSize ? ' Send it as a document, or make it smaller.' : '';
	const more = limit < maxFileSize ? '' : ' WAYPOST_MAX_FILE_SIZE sets the limit.';
	throw new WaypostError(
		'PAYLOAD_TOO_LARGE',
		`The file is larger than ${limit / MB} MB, the most for the kind ${kind}.${asDocument}${more}`,
	);
}

/**
 * Passes a file on and ends with PAYLOAD_TOO_LARGE as soon as it is larger than its kind may be. What
 * the source says of its length does not count.
 */
export async function* limitSize(
	source: AsyncIterable<Uint8Array>,
	rule: SizeRule,
): AsyncGenerator<Buffer> {
	let { kind } = rule;
	let sample: Buffer = Buffer.alloc(0);
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (kind === undefined) {
			sample = Buffer.concat([sample, chunk]).subarray(0, SAMPLE_BYTES);
			if (sample.length === SAMPLE_BYTES) kind = await kindOfSample(sample);
		}
		assertSize(size, kind ?? 'document', rule.maxFileSize);
		yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
	}
}

async function kindOfSample(sample: Buffer): Promise<AttachmentKind> {
	return kindOf((await fileTypeFromBuffer(sample))?.mime ?? null);
}
