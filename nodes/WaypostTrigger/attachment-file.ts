import { NodeApiError } from 'n8n-workflow';
import type { IBinaryData, IWebhookFunctions } from 'n8n-workflow';
import { waypostCodeOf } from '../shared/errors';
import { requestWaypost } from '../shared/waypost-request';
import type { Attachment, Message } from '../shared/waypost-types';

/** The file of a message, or why there is none. */
export type AttachmentFile = { file: IBinaryData } | { notDownloaded: string };

/** Codes of a daemon that is not running just now. */
const AWAY = ['UNREACHABLE', 'SHUTTING_DOWN'];
const MEGABYTE = 1024 * 1024;
/** Files of WhatsApp may have 2 GB. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Fetches the file of a message, as a stream: n8n may keep it on disk.
 *
 * @throws NodeApiError when the daemon is away for the moment: a repeat of the event brings the file.
 */
export async function downloadAttachment(
	context: IWebhookFunctions,
	{ sessionId, id, kind }: Message,
	attachment: Attachment,
	maxMegabytes: number | undefined,
): Promise<AttachmentFile> {
	const { size, mimeType } = attachment;
	if (maxMegabytes !== undefined && size !== null && size > maxMegabytes * MEGABYTE) {
		return { notDownloaded: `It is larger than Maximum File Size, ${maxMegabytes} MB.` };
	}
	const path = [sessionId, 'messages', id, 'media'].map(encodeURIComponent).join('/');
	try {
		const bytes = await requestWaypost<Bytes>(context, {
			method: 'GET',
			path: `/v1/sessions/${path}`,
			as: 'stream',
			timeout: TIMEOUT_MS,
			// The above ends where the answer begins. While a download hangs, repeats of the event do nothing.
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		const name = attachment.fileName ?? nameFor(kind, mimeType);
		return { file: await context.helpers.prepareBinaryData(bytes, name, mimeType) };
	} catch (error) {
		if (AWAY.includes(waypostCodeOf(error) ?? '')) throw error as Error;
		return { notDownloaded: reasonOf(error) };
	}
}

type Bytes = Parameters<IWebhookFunctions['helpers']['prepareBinaryData']>[0];

const ENDINGS: Readonly<Record<string, string>> = { jpeg: 'jpg', mpeg: 'mp3', quicktime: 'mov' };

/** Photos and recordings have no names in WhatsApp. */
function nameFor(kind: string, mimeType: string): string {
	const subtype = /\/([a-z0-9]+)/.exec(mimeType)?.[1];
	return subtype === undefined ? kind : `${kind}.${ENDINGS[subtype] ?? subtype}`;
}

function reasonOf(error: unknown): string {
	if (!(error instanceof NodeApiError))
		return 'The download broke off. Ask the sender to send it again.';
	return [`${error.message}.`, error.description].filter(Boolean).join(' ');
}
