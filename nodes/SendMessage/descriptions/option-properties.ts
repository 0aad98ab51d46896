import type { INodeProperties } from 'n8n-workflow';
import { SEND_OPTIONS } from '../../shared/send-options';

const linkPreview: INodeProperties = {
	displayName: 'Show Link Preview',
	name: 'linkPreview',
	type: 'boolean',
	default: false,
	description:
		'Whether to show title and picture of the page that the first link in the text leads to',
};

const { mentions, refuseWaiting, replyTo, sendAt, simplify, ttl, typing, waitFor, waitSeconds } =
	SEND_OPTIONS;

/** n8n wants them in alphabetical order. */
const optionsFor = (
	resource: string,
	operation: string[],
	options: INodeProperties[],
): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { resource: [resource], operation } },
	options: [...options].sort((one, other) => one.displayName.localeCompare(other.displayName)),
});

const forAnyMessage = [refuseWaiting, replyTo, sendAt, simplify, ttl, waitFor, waitSeconds];

/** One collection per kind of operation, each with what makes sense for it. */
export const optionProperties: INodeProperties[] = [
	optionsFor('message', ['send'], [...forAnyMessage, linkPreview, mentions, typing]),
	optionsFor('message', ['sendContact', 'sendLocation', 'sendPoll'], forAnyMessage),
	optionsFor(
		'message',
		['sendAndWait'],
		[linkPreview, mentions, refuseWaiting, replyTo, simplify, typing],
	),
	optionsFor('sentMessage', ['delete', 'edit', 'react'], [simplify, waitFor, waitSeconds]),
	optionsFor('sentMessage', ['get'], [simplify]),
];
