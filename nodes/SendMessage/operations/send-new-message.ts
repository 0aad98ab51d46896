import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { toOutput } from '../../shared/message-item';
import { recipientOf } from '../../shared/recipient';
import type { Result } from '../../shared/run-items';
import { sendMessage } from '../../shared/send';
import { optionsOf, toSendFields, type SendOptionValues } from '../../shared/send-options';
import { sessionOf } from '../../shared/session';
import { linesOf, numberOf, textOf, requiredTextOf } from './parameter-values';

export interface MessageOptionValues extends SendOptionValues {
	linkPreview?: boolean;
}

/** What a message of one kind is made of, as the daemon takes it. */
type Compose = (context: IExecuteFunctions, itemIndex: number) => IDataObject;

const text: Compose = (context, itemIndex) => ({
	text: requiredTextOf(context, itemIndex, 'text', 'Text'),
});

const location: Compose = (context, itemIndex) => ({
	location: {
		latitude: numberOf(context, itemIndex, 'latitude', 'Latitude'),
		longitude: numberOf(context, itemIndex, 'longitude', 'Longitude'),
		...filled('name', textOf(context, itemIndex, 'placeName')),
		...filled('address', textOf(context, itemIndex, 'address')),
	},
});

const contact: Compose = (context, itemIndex) => ({
	contact: {
		name: textOf(context, itemIndex, 'contactName'),
		phoneNumber: textOf(context, itemIndex, 'contactPhoneNumber'),
		...filled('organization', textOf(context, itemIndex, 'contactOrganization')),
		...filled('email', textOf(context, itemIndex, 'contactEmail')),
	},
});

const poll: Compose = (context, itemIndex) => ({
	poll: {
		question: textOf(context, itemIndex, 'question'),
		options: linesOf(context, itemIndex, 'answers'),
		multiple: context.getNodeParameter('allowSeveral', itemIndex, false) === true,
	},
});

const COMPOSERS = { send: text, sendLocation: location, sendContact: contact, sendPoll: poll };

export type NewMessageOperation = keyof typeof COMPOSERS;

/** Sends a new message of the chosen kind. */
export async function sendNewMessage(
	context: IExecuteFunctions,
	itemIndex: number,
	operation: NewMessageOperation,
): Promise<Result> {
	const options = optionsOf<MessageOptionValues>(context, itemIndex);
	const message = await sendMessage(context, {
		itemIndex,
		session: sessionOf(context, itemIndex),
		body: {
			to: recipientOf(context, itemIndex),
			...COMPOSERS[operation](context, itemIndex),
			...toMessageFields(context, itemIndex, options),
		},
		options,
	});
	return { json: toOutput(message, options.simplify ?? true) };
}

/** The fields that say how a message is sent, with those that only a text has. */
export const toMessageFields = (
	context: IExecuteFunctions,
	itemIndex: number,
	options: MessageOptionValues,
): IDataObject => ({
	...toSendFields(context, itemIndex, options),
	...(options.linkPreview && { linkPreview: true }),
});

const filled = (name: string, value: string): IDataObject =>
	value.trim() === '' ? {} : { [name]: value.trim() };
