import type { INodeProperties } from 'n8n-workflow';
import { recipientProperty } from '../../shared/recipient';

const showFor = (...operation: string[]): Pick<INodeProperties, 'displayOptions'> => ({
	displayOptions: { show: { resource: ['message'], operation } },
});

const text: INodeProperties[] = [
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Your order is on its way',
		description:
			'The text to send. WhatsApp shows *bold*, _italic_, ~crossed out~ and line breaks, but no HTML and no Markdown.',
		...showFor('send'),
	},
];

const location: INodeProperties[] = [
	{
		displayName: 'Latitude',
		name: 'latitude',
		type: 'number',
		typeOptions: { minValue: -90, maxValue: 90, numberPrecision: 6 },
		default: 0,
		required: true,
		description: 'Degrees north of the equator, such as 52.5163; south is negative',
		...showFor('sendLocation'),
	},
	{
		displayName: 'Longitude',
		name: 'longitude',
		type: 'number',
		typeOptions: { minValue: -180, maxValue: 180, numberPrecision: 6 },
		default: 0,
		required: true,
		description: 'Degrees east of Greenwich, such as 13.3777; west is negative',
		...showFor('sendLocation'),
	},
	{
		displayName: 'Place Name',
		name: 'placeName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Brandenburg Gate',
		description: 'Shown in bold under the map. May be empty.',
		...showFor('sendLocation'),
	},
	{
		displayName: 'Address',
		name: 'address',
		type: 'string',
		default: '',
		placeholder: 'e.g. Pariser Platz, Berlin',
		description: 'Shown under the name of the place. May be empty.',
		...showFor('sendLocation'),
	},
];

const contact: INodeProperties[] = [
	{
		displayName: 'Contact Name',
		name: 'contactName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Clara Baker',
		description: 'Full name of the person on the card',
		...showFor('sendContact'),
	},
	{
		displayName: 'Contact Phone Number',
		name: 'contactPhoneNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. +49 170 0000003',
		description: 'Phone number on the card, with its country code',
		...showFor('sendContact'),
	},
	{
		displayName: 'Contact Organization',
		name: 'contactOrganization',
		type: 'string',
		default: '',
		placeholder: 'e.g. Baker & Sons',
		description: 'Company of the person on the card. May be empty.',
		...showFor('sendContact'),
	},
	{
		displayName: 'Contact Email',
		name: 'contactEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. clara@example.com',
		description: 'Email address on the card. May be empty.',
		...showFor('sendContact'),
	},
];

const poll: INodeProperties[] = [
	{
		displayName: 'Question',
		name: 'question',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Where shall we have lunch?',
		description: 'What the poll asks',
		...showFor('sendPoll'),
	},
	{
		displayName: 'Answers',
		name: 'answers',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Pizza',
		description: 'The answers to choose from: one per line, at least 2 and at most 12',
		...showFor('sendPoll'),
	},
	{
		displayName: 'Allow Several Answers',
		name: 'allowSeveral',
		type: 'boolean',
		default: false,
		description: 'Whether one person may choose more than one answer',
		...showFor('sendPoll'),
	},
];

const sendAndWait: INodeProperties[] = [
	{
		displayName: 'Message',
		// n8n puts its own question under this name when the node asks for approval of an agent's tool.
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Shall we ship your order today?',
		description:
			'The text to send. The workflow then waits for the next message in this chat, from whoever writes it.',
		...showFor('sendAndWait'),
	},
	{
		displayName: 'Wait At Most',
		name: 'waitAmount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 24,
		required: true,
		description:
			'How long to wait for the reply, up to 30 days. After that the workflow goes on at the output "No Reply".',
		...showFor('sendAndWait'),
	},
	{
		displayName: 'Unit',
		name: 'waitUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
		default: 'hours',
		description: 'Unit of Wait At Most',
		...showFor('sendAndWait'),
	},
];

/** What a new message is made of. */
export const messageProperties: INodeProperties[] = [
	{ ...recipientProperty, displayOptions: { show: { resource: ['message'] } } },
	...text,
	...location,
	...contact,
	...poll,
	...sendAndWait,
];
