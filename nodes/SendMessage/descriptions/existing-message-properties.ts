import type { INodeProperties } from 'n8n-workflow';

const showFor = (...operation: string[]): Pick<INodeProperties, 'displayOptions'> => ({
	displayOptions: { show: { resource: ['sentMessage'], operation } },
});

/** Which message it is about, and what to do to it. */
export const existingMessageProperties: INodeProperties[] = [
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 01KAGWYDC8F0C4S9YQ4B2T7M1X',
		description:
			'ID of the message, as the Send Message node or the Waypost Trigger gave it. It belongs to the same session.',
		displayOptions: { show: { resource: ['sentMessage'] } },
	},
	{
		displayName: 'New Text',
		name: 'newText',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		description: 'The text that replaces the old one, or the new caption of a file',
		...showFor('edit'),
	},
	{
		displayName: 'Emoji',
		name: 'emoji',
		type: 'string',
		default: '👍',
		placeholder: 'e.g. 👍',
		description: 'One emoji to react with. Leave empty to take your reaction back.',
		...showFor('react'),
	},
];
