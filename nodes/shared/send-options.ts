import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { parameterError } from './errors';

const replyTo: INodeProperties = {
	displayName: 'Reply To Message ID',
	name: 'replyTo',
	type: 'string',
	default: '',
	placeholder: 'e.g. 01KAGWYDC8F0C4S9YQ4B2T7M1X',
	description: 'ID of the message this one answers. It is shown above the new one.',
};

const mentions: INodeProperties = {
	displayName: 'Mentions',
	name: 'mentions',
	type: 'string',
	default: '',
	placeholder: 'e.g. +49 170 0000001, +49 170 0000002',
	description:
		'Phone numbers of the people to mention, separated by commas. Write @ and the number in the text where the name shall be shown.',
};

const typing: INodeProperties = {
	displayName: 'Show Typing First',
	name: 'typing',
	type: 'boolean',
	default: false,
	description: 'Whether to show "typing…" for as long as a person would take. Not in groups.',
};

const sendAt: INodeProperties = {
	displayName: 'Send At',
	name: 'sendAt',
	type: 'dateTime',
	default: '',
	description:
		'Not before this time, at most 30 days ahead. A time without a zone is in the timezone of the workflow.',
};

const ttl: INodeProperties = {
	displayName: 'Time to Live (Minutes)',
	name: 'ttlMinutes',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 43_200 },
	default: 60,
	description:
		'How long the message may wait, for example while the phone number is not connected. What is not sent by then is never sent.',
};

const refuseWaiting: INodeProperties = {
	displayName: 'Refuse What Would Have to Wait',
	name: 'refuseWaiting',
	type: 'boolean',
	default: false,
	description:
		'Whether to stop with an error when the message cannot go out at once, because the session is not connected or is sending too fast. Otherwise Waypost keeps it and sends it later.',
};

const waitFor: INodeProperties = {
	displayName: 'Wait For',
	name: 'waitFor',
	type: 'options',
	options: [
		{
			name: 'Accepted',
			value: 'accepted',
			description: 'Go on as soon as Waypost has stored the message and promised to send it',
		},
		{
			name: 'Delivered',
			value: 'delivered',
			description: 'Go on when it has reached a phone of the recipient (two ticks)',
		},
		{
			name: 'Sent',
			value: 'sent',
			description: 'Go on when WhatsApp has taken the message (one tick)',
		},
	],
	default: 'sent',
	description:
		'How far the message has to come before the workflow goes on. When the time is up the workflow goes on too, and the field "status" says how far it has come.',
};

const waitSeconds: INodeProperties = {
	displayName: 'Wait For (Seconds)',
	name: 'waitSeconds',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 60 },
	default: 10,
	description: 'How long to wait at most, up to 60 seconds',
};

/** Whether the output is flat. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Options of everything that is sent to a chat, by name; a node puts them in alphabetical order. */
export const SEND_OPTIONS = {
	mentions,
	refuseWaiting,
	replyTo,
	sendAt,
	simplify,
	ttl,
	typing,
	waitFor,
	waitSeconds,
};

/** The values of a collection named Options; what was not added is absent. */
export interface SendOptionValues {
	mentions?: string;
	refuseWaiting?: boolean;
	replyTo?: string;
	sendAt?: unknown;
	simplify?: boolean;
	ttlMinutes?: number;
	typing?: boolean;
	waitFor?: 'accepted' | 'sent' | 'delivered';
	waitSeconds?: number;
}

export const optionsOf = <T extends SendOptionValues>(
	context: IExecuteFunctions,
	itemIndex: number,
): T => context.getNodeParameter('options', itemIndex, {}) as unknown as T;

/** The fields of a send that say how, not what. */
export function toSendFields(
	context: IExecuteFunctions,
	itemIndex: number,
	options: SendOptionValues,
): IDataObject {
	const { replyTo: answered, typing: isTyping, ttlMinutes, refuseWaiting: isRefused } = options;
	const mentioned = toList(options.mentions);
	const due = toInstant(context, itemIndex, options.sendAt);
	return {
		...(answered?.trim() && { replyTo: answered.trim() }),
		...(mentioned.length > 0 && { mentions: mentioned }),
		...(isTyping && { typing: true }),
		...(ttlMinutes !== undefined && { ttl: Math.round(ttlMinutes * 60) }),
		...(due !== null && { sendAt: due }),
		...(isRefused && { queue: false }),
	};
}

/**
 * What to wait for, as query of the request, with the time the request itself may take. A message
 * that is scheduled is not waited for.
 */
export function toWait({
	waitFor: wanted = 'sent',
	waitSeconds: seconds = 10,
	sendAt: due,
}: SendOptionValues): {
	query: IDataObject;
	timeout: number;
} {
	if (wanted === 'accepted' || isGiven(due)) {
		return { query: {}, timeout: 30_000 };
	}
	const timeout = Math.min(Math.max(seconds, 1), 60);
	return { query: { wait: wanted, timeout }, timeout: timeout * 1_000 + 30_000 };
}

/** Names in one line, separated by commas. */
export const toList = (line: unknown): string[] =>
	(Array.isArray(line) ? line.map(String) : String(line ?? '').split(','))
		.map((name) => name.trim())
		.filter((name) => name !== '');

/** Whether there is a time: a picker that is empty gives '', an expression that finds none null. */
const isGiven = (time: unknown): boolean => time !== undefined && time !== null && time !== '';

/** A moment as the daemon takes it, from a date picker or an expression. */
function toInstant(context: IExecuteFunctions, itemIndex: number, value: unknown): string | null {
	if (!isGiven(value)) return null;
	// n8n's own Luxon: the nodes have no dependencies.
	const { DateTime } = context.getWorkflowDataProxy(itemIndex) as unknown as {
		DateTime: {
			fromISO(text: string, options: { zone: string }): { isValid: boolean; toMillis(): number };
		};
	};
	const text = value instanceof Date ? value.toISOString() : String(value);
	const moment = DateTime.fromISO(text.trim().replace(' ', 'T'), { zone: context.getTimezone() });
	if (moment.isValid) return new Date(moment.toMillis()).toISOString();
	throw parameterError(
		context.getNode(),
		'Send At is not a time',
		'Pick one, or give it like 2026-12-31T18:00:00 or {{ $now.plus({ hours: 2 }) }}.',
		itemIndex,
	);
}
