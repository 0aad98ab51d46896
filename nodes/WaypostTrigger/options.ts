import type {
	IHookFunctions,
	INodeProperties,
	INodePropertyOptions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { simplify } from '../shared/send-options';
import { sessionProperty } from '../shared/session';

/** The values of Options; what was not added is absent. */
export interface TriggerOptions {
	chats?: string;
	downloadAttachments?: boolean;
	groups?: 'all' | 'only' | 'none';
	ignoreOwn?: boolean;
	maxFileSize?: number;
	simplify?: boolean;
}

const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	options: [
		{
			name: 'Connection Changed',
			value: 'session.state',
			description: 'A session was connected, lost its connection, or was unlinked',
		},
		{
			name: 'Group Changed',
			value: 'group.updated',
			description: 'Members came or left, or the name or the settings of a group changed',
		},
		{
			name: 'Link Code Changed',
			value: 'session.link',
			description: 'A new QR code or pairing code can be fetched with the Link WhatsApp node',
		},
		{
			name: 'Message Deleted',
			value: 'message.deleted',
			description: 'Somebody deleted a message for everyone',
		},
		{
			name: 'Message Edited',
			value: 'message.edited',
			description: 'Somebody changed the text of a message',
		},
		{
			name: 'Message Received',
			value: 'message.received',
			description: 'Somebody wrote to this number, or in a group it is a member of',
		},
		{
			name: 'Message Sent From Phone',
			value: 'message.sent',
			description:
				'A person wrote a message on the phone of this number. What Waypost sends is not meant.',
		},
		{
			name: 'Message Status Changed',
			value: 'message.status',
			description:
				'A message that Waypost sent was delivered, read, or could not be sent. Do not answer these with another message: it would start the workflow again.',
		},
		{
			name: 'Message Waiting',
			value: 'message.waiting',
			description: 'A message cannot be sent yet, for example while the number is not connected',
		},
		{
			name: 'Reaction',
			value: 'message.reaction',
			description: 'Somebody reacted to a message, or took the reaction back',
		},
		{
			name: 'Restriction Changed',
			value: 'session.restriction',
			description: 'WhatsApp restricts what this number may do, or no longer does',
		},
	],
	default: ['message.received'],
	required: true,
};

/** The chosen events under the node on the canvas, by the names of the list. */
export const SUBTITLE = `={{ $parameter["events"].map((event) => (${JSON.stringify(
	Object.fromEntries(
		(triggerOn.options as INodePropertyOptions[]).map(({ name, value }) => [value, name]),
	),
)})[event]).join(", ") }}`;

const session: INodeProperties = {
	displayName: 'Session',
	name: 'session',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'The linked WhatsApp number to listen to. When empty, all that the API key may use; the field "sessionId" says which one it was.',
	modes: sessionProperty.modes?.map((mode) =>
		mode.type === 'list' ? { ...mode, placeholder: 'All sessions' } : mode,
	),
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Chats',
			name: 'chats',
			type: 'string',
			default: '',
			placeholder: 'e.g. +49 170 0000001, +49 170 0000002',
			description:
				'Only events of these chats: phone numbers with their country code, or chat IDs, separated by commas. Events that are about no chat, such as Connection Changed, are then left out.',
		},
		{
			displayName: 'Download Attachments',
			name: 'downloadAttachments',
			type: 'boolean',
			default: false,
			description:
				'Whether to fetch the file of a message into the field "data". When there is no way to get it, the workflow runs without it and "attachment.notDownloaded" says why.',
		},
		{
			displayName: 'Groups',
			name: 'groups',
			type: 'options',
			options: [
				{ name: 'All Chats', value: 'all' },
				{ name: 'No Groups', value: 'none' },
				{ name: 'Only Groups', value: 'only' },
			],
			default: 'all',
			description: 'Which chats start the workflow',
		},
		{
			displayName: 'Ignore Own Messages',
			name: 'ignoreOwn',
			type: 'boolean',
			default: true,
			description:
				'Whether to leave out what this number did itself: its own reactions, edits and deletions. Message Sent From Phone and Message Status Changed are about own messages and start the workflow whenever they are chosen. A message sent by Waypost is never a Message Received, so a workflow cannot answer itself.',
		},
		{
			displayName: 'Maximum File Size (MB)',
			name: 'maxFileSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Larger files are not downloaded. Without this option there is no limit.',
		},
		simplify,
	],
};

export const properties: INodeProperties[] = [triggerOn, session, options];

type Context = IHookFunctions | IWebhookFunctions;

export const eventsOf = (context: Context): string[] =>
	context.getNodeParameter('events', []) as string[];

/** Null: all sessions. */
export function chosenSession(context: Context): string | null {
	const chosen = context.getNodeParameter('session', '', { extractValue: true });
	return typeof chosen === 'string' && chosen.trim() !== '' ? chosen.trim() : null;
}

export const optionsOf = (context: Context): TriggerOptions =>
	context.getNodeParameter('options', {}) as TriggerOptions;
