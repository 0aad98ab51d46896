import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { parameterError } from '../shared/errors';
import { toOutput } from '../shared/message-item';
import { recipientOf } from '../shared/recipient';
import { toNodeError, type NodeError, type Result } from '../shared/run-items';
import { sendMessage, type Send } from '../shared/send';
import { optionsOf, toSendFields } from '../shared/send-options';
import { sessionOf } from '../shared/session';
import type { Message } from '../shared/waypost-types';
import type { AttachmentOptions, Source } from './attachment-properties';
import { inputFilesOf, readInputFile, type InputFile } from './input-file';
import { toForm } from './multipart';

/** For large files on slow lines; the daemon gives up sooner when nothing moves. */
const TRANSFER_MS = 15 * 60_000;

/** Kinds for which WhatsApp has no caption. */
const WITHOUT_CAPTION: Readonly<Record<string, string>> = {
	audio: 'Audio',
	sticker: 'A sticker',
	'voice-note': 'A voice note',
};

/** Options that are for the first of several files. */
const FOR_THE_FIRST = { caption: '', fileName: '', mentions: '', mimeType: '', replyTo: '' };

/** What the files of an item have in common. */
interface Sending {
	itemIndex: number;
	session: string;
	to: string;
	options: AttachmentOptions;
}

/** Sends the files of an item, in order: one message each. */
export async function sendAttachments(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<Result[]> {
	const options = optionsOf<AttachmentOptions>(context, itemIndex);
	refuseCaption(context, itemIndex, options);
	const session = sessionOf(context, itemIndex);
	const sending = { itemIndex, session, to: recipientOf(context, itemIndex), options };
	const source = context.getNodeParameter('source', itemIndex) as Source;
	const sent =
		source === 'input'
			? await sendFromInput(context, sending)
			: [await sendFromElsewhere(context, sending, source)];
	if (options.caption) warnOfLostCaption(context, sent[0]);
	const { simplify: isSimple = true } = options;
	return sent.map((message) => ({ json: toOutput(message, isSimple) }));
}

/** All files are found before the first is sent. */
async function sendFromInput(context: IExecuteFunctions, sending: Sending): Promise<Message[]> {
	const { itemIndex, options } = sending;
	const sent: Message[] = [];
	const inputs = inputFilesOf(context, itemIndex);
	for (const [part, input] of inputs.entries()) {
		const own = part === 0 ? options : { ...options, ...FOR_THE_FIRST };
		try {
			sent.push(await sendPart(context, { ...sending, options: own }, part, input));
		} catch (error) {
			throw ofSeveral(toNodeError(context, error, itemIndex), part, inputs.length);
		}
	}
	return sent;
}

async function sendPart(
	context: IExecuteFunctions,
	sending: Sending,
	part: number,
	input: InputFile,
): Promise<Message> {
	const fields = { ...fieldsOf(context, sending), ...attachmentFields(sending.options) };
	const file = await readInputFile(context, sending.itemIndex, input);
	const content = { ...fields, name: file.fileName, size: file.size };
	return send(context, sending, { part, content, form: toForm(toFormFields(fields), file) });
}

/** Says which file it is about, and that those before it are on their way all the same. */
function ofSeveral(error: NodeError, part: number, count: number): NodeError {
	if (count === 1) return error;
	error.message = `${error.message} (file ${part + 1} of ${count})`;
	if (part > 0) {
		error.description = `${error.description ?? ''} Waypost has accepted the files before it: Retry On Fail does not send them again, but executing the node again does.`;
	}
	return error;
}

function sendFromElsewhere(
	context: IExecuteFunctions,
	sending: Sending,
	source: 'url' | 'mediaFolder',
): Promise<Message> {
	const { itemIndex, options } = sending;
	const place =
		source === 'url'
			? { url: textOf(context, itemIndex, 'url', 'URL') }
			: { mediaPath: textOf(context, itemIndex, 'mediaPath', 'File Path') };
	return send(context, sending, {
		body: {
			...fieldsOf(context, sending),
			attachment: { ...place, ...attachmentFields(options) },
		},
	});
}

const send = (
	context: IExecuteFunctions,
	{ itemIndex, session, options }: Sending,
	what: Partial<Send>,
): Promise<Message> =>
	sendMessage(context, { itemIndex, session, options, transferTime: TRANSFER_MS, ...what });

const fieldsOf = (
	context: IExecuteFunctions,
	{ itemIndex, to, options }: Sending,
): IDataObject => ({ to, ...toSendFields(context, itemIndex, options) });

const attachmentFields = ({
	caption,
	fileName,
	mimeType,
	sendAs = 'auto',
}: AttachmentOptions): IDataObject => ({
	...(caption && { caption }),
	...(fileName?.trim() && { fileName: fileName.trim() }),
	...(mimeType?.trim() && { mimeType: mimeType.trim() }),
	...(sendAs !== 'auto' && { kind: sendAs }),
});

/** Fields of a form are text; lists are JSON. */
const toFormFields = (fields: IDataObject): Record<string, string> =>
	Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [
			name,
			typeof value === 'string' ? value : JSON.stringify(value),
		]),
	);

function refuseCaption(
	context: IExecuteFunctions,
	itemIndex: number,
	{ caption, sendAs = 'auto' }: AttachmentOptions,
): void {
	const shown = WITHOUT_CAPTION[sendAs];
	if (shown === undefined || !caption) return;
	throw parameterError(
		context.getNode(),
		`${shown} cannot have a caption`,
		'Remove the option Caption, and send the words with a Send Message node.',
		itemIndex,
	);
}

/** Where Waypost chose the kind, it is known only afterwards. */
function warnOfLostCaption(context: IExecuteFunctions, message: Message | undefined): void {
	const shown = WITHOUT_CAPTION[message?.kind ?? ''];
	if (shown === undefined) return;
	context.addExecutionHints?.({
		message: `${shown} cannot have a caption in WhatsApp: the file was sent without it. Send the words with a Send Message node, or set Send As to Document.`,
		type: 'warning',
		location: 'outputPane',
	});
}

function textOf(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
): string {
	const text = String(context.getNodeParameter(name, itemIndex) ?? '').trim();
	if (text !== '') return text;
	throw parameterError(
		context.getNode(),
		`No ${label} is given`,
		`Fill in ${label}. If it is an expression, its field is empty for this item.`,
		itemIndex,
	);
}
