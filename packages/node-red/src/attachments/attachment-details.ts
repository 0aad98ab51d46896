import type { AttachmentDetails, AttachmentKind } from '@waypost/client';
import { inputError } from '../errors/error-texts.js';
import type { Evaluate } from '../messages/typed-value.js';
import type { Translate } from '../translate.js';
import { toFile, type GivenFile, type Source } from './attachment-source.js';

const KINDS: readonly string[] = [
	'image',
	'video',
	'audio',
	'voice-note',
	'document',
	'sticker',
] satisfies AttachmentKind[];

/** Kinds for which WhatsApp has no caption. */
const WITHOUT_CAPTION: readonly string[] = ['audio', 'voice-note', 'sticker'];

/** What the dialog keeps: for each typed input its value and its type. */
export interface AttachmentDef {
	source?: Source;
	file?: string;
	fileType?: string;
	kind?: string;
	/** `kind` for one of the list, else where the message says it. */
	kindType?: string;
	caption?: string;
	captionType?: string;
	fileName?: string;
	fileNameType?: string;
	mimeType?: string;
	mimeTypeType?: string;
}

export interface ReadAttachment extends GivenFile {
	details: AttachmentDetails;
}

/** The file of one message, and how it is shown. @throws NodeError */
export async function readAttachment(
	def: AttachmentDef,
	evaluate: Evaluate,
	translate: Translate,
): Promise<ReadAttachment> {
	const { source = 'auto', file = 'payload', fileType = 'msg' } = def;
	const input = await evaluate({ value: file, type: fileType }, translate('fields.file'));
	const given = toFile(input, source, translate);
	const text = (name: 'caption' | 'fileName' | 'mimeType') =>
		readText(name, def, evaluate, translate);
	const kind = await readKind(def, evaluate, translate);
	const caption = await text('caption');
	const fileName = baseName((await text('fileName')) ?? given.fileName);
	const mimeType = (await text('mimeType')) ?? given.mimeType;
	if (caption !== undefined && hasNoCaption(kind)) throw inputError('NO_CAPTION', translate);
	return {
		...given,
		details: {
			...(kind !== undefined && { kind }),
			...(caption !== undefined && { caption }),
			...(fileName !== undefined && { fileName }),
			...(mimeType !== undefined && { mimeType }),
		},
	};
}

export const hasNoCaption = (kind: string | undefined): boolean =>
	kind !== undefined && WITHOUT_CAPTION.includes(kind);

async function readText(
	name: 'caption' | 'fileName' | 'mimeType',
	def: AttachmentDef,
	evaluate: Evaluate,
	translate: Translate,
): Promise<string | undefined> {
	const label = translate(`fields.${name}`);
	const value = await evaluate(
		{ value: def[name] ?? '', type: def[`${name}Type`] ?? 'str' },
		label,
	);
	if (value === undefined) return undefined;
	const text = Buffer.isBuffer(value) ? value.toString() : value;
	if (typeof text !== 'string' && typeof text !== 'number' && typeof text !== 'boolean') {
		const expected = translate('expected.text');
		throw inputError('INVALID_VALUE', translate, { name: label, expected });
	}
	return String(text).trim() === '' ? undefined : String(text);
}

/** Undefined: by what is in the file. */
async function readKind(
	{ kind = 'auto', kindType = 'kind' }: AttachmentDef,
	evaluate: Evaluate,
	translate: Translate,
): Promise<AttachmentKind | undefined> {
	const name = translate('fields.kind');
	const type = kindType === 'kind' ? 'str' : kindType;
	const value = await evaluate({ value: kind, type }, name);
	if (value === undefined || value === 'auto') return undefined;
	if (KINDS.includes(value as string)) return value as AttachmentKind;
	throw inputError('INVALID_VALUE', translate, { name, expected: translate('expected.kind') });
}

/** `file in` and others give a whole path: the recipient is to see the name alone. */
const baseName = (path: string | undefined): string | undefined =>
	path?.split(/[\\/]/).at(-1)?.trim() || undefined;
