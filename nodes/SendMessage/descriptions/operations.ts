import type { INodeProperties } from 'n8n-workflow';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Existing Message',
			value: 'sentMessage',
			description: 'A message that was sent or received before',
		},
		{ name: 'Message', value: 'message', description: 'A new message to a person or a group' },
	],
	default: 'message',
};

const messageOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['message'] } },
	options: [
		{
			name: 'Send and Wait for Reply',
			value: 'sendAndWait',
			description: 'Send a text, and go on when the recipient has answered it',
			action: 'Send message and wait for reply',
		},
		{
			name: 'Send Contact',
			value: 'sendContact',
			description: 'Send a contact card that the recipient can save',
			action: 'Send contact',
		},
		{
			name: 'Send Location',
			value: 'sendLocation',
			description: 'Send a place on the map',
			action: 'Send location',
		},
		{
			name: 'Send Poll',
			value: 'sendPoll',
			description: 'Send a question with answers to choose from',
			action: 'Send poll',
		},
		{
			name: 'Send Text',
			value: 'send',
			description: 'Send a text to a person or a group',
			action: 'Send text message',
		},
	],
	default: 'send',
};

const existingOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['sentMessage'] } },
	options: [
		{
			name: 'Delete',
			value: 'delete',
			description: 'Delete a message for everyone, or cancel one that was not sent yet',
			action: 'Delete message',
		},
		{
			name: 'Edit',
			value: 'edit',
			description: 'Change the text of a message that was sent in the last 15 minutes',
			action: 'Edit message',
		},
		{
			name: 'Get Status',
			value: 'get',
			description: 'See how far a message has come: sent, delivered, read',
			action: 'Get message status',
		},
		{
			name: 'React',
			value: 'react',
			description: 'React to a message with an emoji, or take the reaction back',
			action: 'React to message',
		},
	],
	default: 'get',
};

/** What the node does: chosen first. */
export const operationProperties: INodeProperties[] = [
	resource,
	messageOperation,
	existingOperation,
];
