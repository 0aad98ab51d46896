import type { SendMessage } from '@waypost/client';
import type { NodeMessage } from 'node-red';
import { inputError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';
import type { Evaluate } from './typed-value.js';

export const SEND_KINDS = ['text', 'location', 'contact', 'poll', 'reaction'] as const;
export type SendKind = (typeof SEND_KINDS)[number];

/** What of a send is the message itself. */
export type Content = Pick<SendMessage, SendKind | 'linkPreview'>;

type Fields = Readonly<Record<string, unknown>>;

/** What the dialog of the send node keeps: for each typed input its value and its type. */
export interface ContentDef extends Fields {
	/** `msg`: the message says it, see {@link kindOf}. */
	kind?: SendKind | 'msg';
	linkPreview?: boolean;
	multiple?: boolean;
}

export interface ContentReader {
	def: ContentDef;
	msg: NodeMessage & Fields;
	evaluate: Evaluate;
	translate: Translate;
}

/** What one message sends. @throws NodeError `NO_CONTENT`, `INVALID_VALUE`, `UNKNOWN_KIND` */
export async function readContent(reader: ContentReader): Promise<Content> {
	const kind = kindOf(reader);
	const fields = await fieldsOf(reader, kind);
	const content = CONTENTS[kind](checkerOf(fields, reader));
	return kind === 'text' && reader.def.linkPreview ? { ...content, linkPreview: true } : content;
}

/**
 * The kind chosen in the dialog. When the message is to say it: `msg.kind`, else the first of
 * `msg.location`, `msg.contact`, `msg.poll` and `msg.reaction` that is there, else a text.
 */
function kindOf({ def, msg, translate }: ContentReader): SendKind {
	const { kind = 'text' } = def;
	if (kind !== 'msg') return kind;
	const isKind = (name: unknown): name is SendKind => SEND_KINDS.includes(name as SendKind);
	if (isKind(msg['kind'])) return msg['kind'];
	if (msg['kind'] !== undefined) {
		throw inputError('UNKNOWN_KIND', translate, { kind: shown(msg['kind']) });
	}
	return SEND_KINDS.find((name) => name !== 'text' && isFields(msg[name])) ?? 'text';
}

/** The typed inputs of each kind; the API's names come last in a name of two parts. */
const INPUTS = {
	text: ['text'],
	location: ['latitude', 'longitude', 'placeName', 'address'],
	contact: ['contactName', 'contactPhoneNumber', 'contactOrganization', 'contactEmail'],
	poll: ['question', 'options'],
	reaction: ['messageId', 'emoji'],
} as const;

/** From the dialog, or all of them from one property of the message, by the names of the API. */
async function fieldsOf({ def, msg, evaluate, translate }: ContentReader, kind: SendKind) {
	const own = msg[kind];
	if (def.kind === 'msg' && kind !== 'text') return isFields(own) ? fromMessage(kind, own) : {};
	const fields: Record<string, unknown> = { multiple: def.multiple };
	for (const name of INPUTS[kind]) {
		const value = def[name] ?? '';
		const type = def[`${name}Type`] ?? 'str';
		fields[name] = await evaluate(
			{ value: shown(value), type: shown(type) },
			translate(`fields.${name}`),
		);
	}
	return fields;
}

function fromMessage(kind: SendKind, fields: Fields): Fields {
	if (kind === 'location') return { ...fields, placeName: fields['name'] };
	if (kind !== 'contact') return fields;
	return {
		contactName: fields['name'],
		contactPhoneNumber: fields['phoneNumber'],
		contactOrganization: fields['organization'],
		contactEmail: fields['email'],
	};
}

const shown = (value: unknown): string =>
	typeof value === 'string' ? value : JSON.stringify(value);

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/** Reads fields as what they have to be. */
interface Checker {
	text(name: string): string;
	optionalText(name: string): string | undefined;
	number(name: string): number;
	lines(name: string): string[];
	flag(name: string): boolean;
}

function checkerOf(fields: Fields, { translate }: ContentReader): Checker {
	const label = (name: string) => translate(`fields.${name}`);
	const refuse = (name: string, expected: string) =>
		inputError('INVALID_VALUE', translate, {
			name: label(name),
			expected: translate(`expected.${expected}`),
		});
	const optionalText = (name: string): string | undefined => {
		const value = fields[name];
		if (value === undefined || value === null) return undefined;
		// MQTT, TCP and files bring texts as bytes.
		if (Buffer.isBuffer(value)) return value.toString();
		if (typeof value === 'object' || typeof value === 'function') throw refuse(name, 'text');
		return shown(value);
	};
	const text = (name: string): string => {
		const value = optionalText(name);
		if (value !== undefined && value.trim() !== '') return value;
		throw inputError('NO_CONTENT', translate, { name: label(name) });
	};
	return {
		text,
		optionalText,
		number: (name) => {
			const value = Number(text(name).replace(',', '.'));
			if (Number.isFinite(value)) return value;
			throw refuse(name, 'number');
		},
		lines: (name) => {
			const value = fields[name];
			const lines = Array.isArray(value) ? value.map(String) : text(name).split(/[;\n]/);
			return lines.map((line) => line.trim()).filter((line) => line !== '');
		},
		flag: (name) => fields[name] === true || fields[name] === 'true',
	};
}

const CONTENTS: Readonly<Record<SendKind, (read: Checker) => Content>> = {
	text: (read) => ({ text: read.text('text') }),
	location: (read) => ({
		location: {
			latitude: read.number('latitude'),
			longitude: read.number('longitude'),
			...given('name', read.optionalText('placeName')),
			...given('address', read.optionalText('address')),
		},
	}),
	contact: (read) => ({
		contact: {
			name: read.text('contactName'),
			phoneNumber: read.text('contactPhoneNumber'),
			...given('organization', read.optionalText('contactOrganization')),
			...given('email', read.optionalText('contactEmail')),
		},
	}),
	poll: (read) => ({
		poll: {
			question: read.text('question'),
			options: read.lines('options'),
			multiple: read.flag('multiple'),
		},
	}),
	reaction: (read) => ({
		reaction: { messageId: read.text('messageId'), emoji: read.optionalText('emoji') ?? '' },
	}),
};

const given = (name: string, value: string | undefined) =>
	value === undefined ? {} : { [name]: value };
