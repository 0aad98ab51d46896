import type { INodeProperties } from 'n8n-workflow';
import { SEND_OPTIONS, type SendOptionValues } from '../shared/send-options';

/** Where the file comes from. */
export type Source = 'input' | 'mediaFolder' | 'url';

export interface AttachmentOptions extends SendOptionValues {
	caption?: string;
	fileName?: string;
	mimeType?: string;
	sendAs?: string;
}

const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'From Input Field',
			value: 'input',
			description: 'A file that the node before this one has read, made or downloaded',
		},
		{
			name: 'From Media Folder',
			value: 'mediaFolder',
			description: 'A file in the folder that WAYPOST_MEDIA_DIR names where Waypost runs',
		},
		{
			name: 'From URL',
			value: 'url',
			description: 'A file on the web, which Waypost downloads itself',
		},
	],
	default: 'input',
	description: 'Where the file comes from',
};

const binaryFields: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryFields',
	type: 'string',
	default: 'data',
	required: true,
	displayOptions: { show: { source: ['input'] } },
	hint: 'For several files: their fields separated by commas. Each is sent as a message of its own.',
	description: 'Name of the input field that holds the file',
};

const url: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://example.com/invoice.pdf',
	displayOptions: { show: { source: ['url'] } },
	description:
		'Address of the file, starting with http:// or https://. It must show the file itself, without a login.',
};

const mediaPath: INodeProperties = {
	displayName: 'File Path',
	name: 'mediaPath',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. invoices/march.pdf',
	displayOptions: { show: { source: ['mediaFolder'] } },
	description: 'Path of the file inside the media folder',
};

const caption: INodeProperties = {
	displayName: 'Caption',
	name: 'caption',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	description:
		'Text shown with the file. With several files it goes with the first. Audio, voice notes and stickers cannot have one.',
};

const fileName: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. invoice.pdf',
	description:
		'Name the recipient sees, with its ending. When empty, the file keeps the name it has. With several files it is for the first.',
};

const mimeType: INodeProperties = {
	displayName: 'MIME Type',
	name: 'mimeType',
	type: 'string',
	default: '',
	placeholder: 'e.g. application/pdf',
	description:
		'What kind of document it is, when the file itself does not tell. Pictures, videos and recordings are recognized by their content. With several files it is for the first.',
};

const sendAs: INodeProperties = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	options: [
		{
			name: 'Audio',
			value: 'audio',
			description: 'Sound to listen to, such as a song',
		},
		{
			name: 'Automatic',
			value: 'auto',
			description: 'Choose by what is in the file',
		},
		{
			name: 'Document',
			value: 'document',
			description: 'File to download, unchanged. Takes every file, and the largest ones.',
		},
		{
			name: 'Image',
			value: 'image',
			description: 'Picture shown in the chat: JPEG, PNG or WebP',
		},
		{
			name: 'Sticker',
			value: 'sticker',
			description: 'Picture without a frame, scaled to the size of a sticker',
		},
		{
			name: 'Video',
			value: 'video',
			description: 'Film that plays in the chat: MP4, 3GP or QuickTime',
		},
		{
			name: 'Voice Note',
			value: 'voice-note',
			description: 'Recording that plays like a spoken message',
		},
	],
	default: 'auto',
	description: 'How WhatsApp shows the file',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		caption,
		fileName,
		SEND_OPTIONS.mentions,
		mimeType,
		SEND_OPTIONS.refuseWaiting,
		SEND_OPTIONS.replyTo,
		sendAs,
		SEND_OPTIONS.sendAt,
		SEND_OPTIONS.typing,
		SEND_OPTIONS.simplify,
		SEND_OPTIONS.ttl,
		SEND_OPTIONS.waitFor,
		SEND_OPTIONS.waitSeconds,
	],
};

/** What is sent, and how; the session and the recipient come first. */
export const attachmentProperties: INodeProperties[] = [
	source,
	binaryFields,
	url,
	mediaPath,
	options,
];
