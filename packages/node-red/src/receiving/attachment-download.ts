import type { Attachment, Message, Waypost } from '@waypost/client';
import { codeOf, toNodeError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';
import { BrokenOff, type PatientCalls } from './patient-calls.js';
import { readMedia } from './read-media.js';

/** `msg.attachment`: with the bytes in `data`, or the reason why they are not there. */
export interface AttachmentFile {
	fileName: string;
	mimeType: string;
	size: number | null;
	data?: Buffer;
	notDownloaded?: string;
}

export interface Download {
	client: Waypost;
	calls: PatientCalls;
	translate: Translate;
	signal: AbortSignal;
	/** Undefined: no limit. */
	maxMegabytes: number | undefined;
}

const MEGABYTE = 1024 * 1024;
/** How often a file is begun that breaks off while the daemon runs. */
const MOST_ATTEMPTS = 3;

/** The file of a message without its bytes. */
export function describeAttachment(message: Message, attachment: Attachment): AttachmentFile {
	const { mimeType, size } = attachment;
	return { fileName: attachment.fileName ?? nameFor(message.kind, mimeType), mimeType, size };
}

/** Fetches the file of a message. @throws when `signal` aborts: the event is not handled then. */
export async function downloadAttachment(
	message: Message,
	attachment: Attachment,
	{ client, calls, translate, signal, maxMegabytes = Infinity }: Download,
): Promise<AttachmentFile> {
	const file = describeAttachment(message, attachment);
	const maxBytes = maxMegabytes * MEGABYTE;
	const tooLarge = (size: number | null): AttachmentFile => ({
		...file,
		size,
		notDownloaded: translate('notDownloaded.size', { megabytes: maxMegabytes }),
	});
	if ((file.size ?? 0) > maxBytes) return tooLarge(file.size);
	try {
		const { data, size } = await fetchFile(message, client, { calls, signal, maxBytes });
		return data ? { ...file, size, data } : tooLarge(size);
	} catch (error) {
		if (signal.aborted) throw error;
		const isKnown = codeOf(error) !== 'UNEXPECTED';
		const { message: why } = isKnown
			? toNodeError(error, translate)
			: { message: translate('notDownloaded.broken') };
		return { ...file, notDownloaded: why };
	}
}

interface Fetch extends Pick<Download, 'calls' | 'signal'> {
	maxBytes: number;
}

/** With the size as it is: null when nobody knows it, since the file was not read to its end. */
function fetchFile(
	{ sessionId, id }: Message,
	client: Waypost,
	{ calls, signal, maxBytes }: Fetch,
): Promise<{ data: Buffer | null; size: number | null }> {
	let attempts = 0;
	return calls.run(async () => {
		attempts++;
		const media = await client.messages.media(sessionId, id, { signal });
		try {
			const data = await readMedia(media, maxBytes);
			return { data, size: data?.length ?? media.size };
		} catch (cause) {
			// The daemon was stopped meanwhile, or got no further itself.
			if (attempts >= MOST_ATTEMPTS) throw cause;
			throw new BrokenOff('The download broke off.', { cause });
		}
	});
}

const ENDINGS: Readonly<Record<string, string>> = { jpeg: 'jpg', mpeg: 'mp3', quicktime: 'mov' };

/** Photos and recordings have no names in WhatsApp. */
function nameFor(kind: string, mimeType: string): string {
	const subtype = /\/([a-z0-9]+)/.exec(mimeType)?.[1];
	return subtype === undefined ? kind : `${kind}.${ENDINGS[subtype] ?? subtype}`;
}
