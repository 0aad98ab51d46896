import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { parameterError } from './errors';
import { requestPage } from './waypost-request';
import type { Group } from './waypost-types';

/** The parameter with which a node chooses whom to write to. */
export const recipientProperty: INodeProperties = {
	displayName: 'To',
	name: 'to',
	type: 'resourceLocator',
	default: { mode: 'phoneNumber', value: '' },
	required: true,
	description:
		'Who gets the message: a phone number with its country code, such as +49 170 0000001, a group from the list, or the ID of a chat',
	modes: [
		{
			// Short: the editor cuts off what is longer.
			displayName: 'Number',
			name: 'phoneNumber',
			type: 'string',
			placeholder: 'e.g. +49 170 0000001',
			hint: 'With the country code. Spaces, dashes and a leading 00 are fine.',
		},
		{
			displayName: 'From List',
			// The editor opens a list for a mode of this name only.
			name: 'list',
			type: 'list',
			placeholder: 'Choose a group...',
			typeOptions: { searchListMethod: 'searchGroups', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. {{ $json.chatId }}',
			hint: 'The field "chatId" of the Waypost Trigger, to answer in the same chat.',
		},
	],
};

/** As the user wrote it: the daemon cleans the spelling. @throws NodeOperationError when empty. */
export function recipientOf(context: IExecuteFunctions, itemIndex: number): string {
	const to = context.getNodeParameter('to', itemIndex, '', { extractValue: true });
	const written = typeof to === 'number' ? String(to) : to;
	if (typeof written === 'string' && written.trim() !== '') return written.trim();
	throw parameterError(
		context.getNode(),
		'No recipient is given',
		'Fill in To. If it is an expression, its field is empty for this item.',
		itemIndex,
	);
}

/** The groups that the chosen session is a member of. */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter = '',
	after?: string,
): Promise<INodeListSearchResult> {
	const session = this.getCurrentNodeParameter('session', { extractValue: true });
	if (typeof session !== 'string' || session === '') return { results: [] };
	const { data, next } = await requestPage<Group>(
		this,
		`/v1/sessions/${encodeURIComponent(session)}/groups`,
		after,
	);
	const wanted = filter.toLowerCase();
	return {
		results: data
			.map(({ id, subject }) => ({ name: subject || id, value: id }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
		...(next !== null && { paginationToken: next }),
	};
}
