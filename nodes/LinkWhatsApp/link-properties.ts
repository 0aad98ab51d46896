import type { INodeProperties } from 'n8n-workflow';
import { sessionProperty } from '../shared/session';

export type Operation =
	| 'getPairingCode'
	| 'getQrCode'
	| 'getSession'
	| 'unlink'
	| 'waitUntilLinked';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Get Pairing Code',
			value: 'getPairingCode',
			action: 'Get pairing code',
			description: 'Get eight characters to type on the phone, in place of a QR code',
		},
		{
			name: 'Get QR Code',
			value: 'getQrCode',
			action: 'Get QR code',
			description: 'Get a QR code to scan with the phone, as a picture and as a web page',
		},
		{
			name: 'Get Session',
			value: 'getSession',
			action: 'Get session',
			description: 'See whether a number is linked and connected, and why not',
		},
		{
			name: 'Unlink',
			value: 'unlink',
			action: 'Unlink session',
			description: 'Remove Waypost from the linked devices of the phone',
		},
		{
			name: 'Wait Until Linked',
			value: 'waitUntilLinked',
			action: 'Wait until linked',
			description: 'Go on when somebody has scanned the QR code or typed the pairing code',
		},
	],
	default: 'getQrCode',
};

/** By its ID at first: whoever links a first number has nothing to choose from. */
const session: INodeProperties = {
	...sessionProperty,
	default: { mode: 'id', value: '' },
	hint: 'A name you choose for this number: small letters, digits and dashes',
	description:
		'The WhatsApp number to link or to look at. For a new one give a short name, such as sales; for one that exists, its ID.',
};

const phoneNumber: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +49 170 0000001',
	displayOptions: { show: { operation: ['getPairingCode'] } },
	description: 'Number of the phone on which the code will be typed, with its country code',
};

const createIfMissing: INodeProperties = {
	displayName: 'Create Session if Missing',
	name: 'createIfMissing',
	type: 'boolean',
	default: true,
	displayOptions: { show: { operation: ['getPairingCode', 'getQrCode'] } },
	description: 'Whether to create the session when there is none with this ID',
};

const waitAtMost: INodeProperties = {
	displayName: 'Wait At Most (Seconds)',
	name: 'waitAtMost',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 120,
	displayOptions: { show: { operation: ['waitUntilLinked'] } },
	description: 'How long to wait for the person with the phone',
};

const qrOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['getQrCode'] } },
	options: [
		{
			displayName: 'Output Data Field Name',
			name: 'outputField',
			type: 'string',
			default: 'qr',
			description: 'Name of the output field for the picture of the QR code',
		},
	],
};

const waitOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['waitUntilLinked'] } },
	options: [
		{
			displayName: 'On Time-Out',
			name: 'onTimeOut',
			type: 'options',
			options: [
				{
					name: 'Return State',
					value: 'returnState',
					description: 'Go on with the session as it is; the field "linked" says false',
				},
				{
					name: 'Stop With an Error',
					value: 'error',
					description: 'Stop the workflow, or follow the On Error setting of this node',
				},
			],
			default: 'error',
			description: 'What to do when nobody has linked a phone in time',
		},
		{
			displayName: 'Wait for a New Code',
			name: 'waitForNewCode',
			type: 'boolean',
			default: false,
			description:
				'Whether to go on waiting when the code has expired. Use it after sending the link page to somebody, who gets a new code there.',
		},
	],
};

/** Values of the options of all operations; what was not added is absent. */
export interface LinkOptions {
	outputField?: string;
	onTimeOut?: 'error' | 'returnState';
	waitForNewCode?: boolean;
}

export const linkProperties: INodeProperties[] = [
	operation,
	session,
	phoneNumber,
	createIfMissing,
	waitAtMost,
	qrOptions,
	waitOptions,
];
