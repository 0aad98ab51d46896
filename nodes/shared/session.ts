import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { parameterError } from './errors';
import { requestPage } from './waypost-request';
import type { Session } from './waypost-types';

/** The parameter with which a node chooses the WhatsApp number it works with. */
export const sessionProperty: INodeProperties = {
	displayName: 'Session',
	name: 'session',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The linked WhatsApp number to use',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a session...',
			typeOptions: { searchListMethod: 'searchSessions', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. sales',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^[a-z0-9][a-z0-9-]{0,62}$',
						errorMessage: 'Use small letters, digits and dashes, such as sales or shop-2',
					},
				},
			],
		},
	],
};

const CHOOSE_SESSION =
	'Choose one under Session. If the list is empty, link a number with the Link WhatsApp node first.';

/**
 * @param todo - what to do when none was chosen.
 * @throws NodeOperationError when no session was chosen.
 */
export function sessionOf(
	context: IExecuteFunctions,
	itemIndex: number,
	todo = CHOOSE_SESSION,
): string {
	const session = context.getNodeParameter('session', itemIndex, '', { extractValue: true });
	if (typeof session === 'string' && session.trim() !== '') return session.trim();
	throw parameterError(context.getNode(), 'No session is chosen', todo, itemIndex);
}

/** The list under Session: each with its number, or with why it has none. */
export async function searchSessions(
	this: ILoadOptionsFunctions,
	filter = '',
	after?: string,
): Promise<INodeListSearchResult> {
	const { data, next } = await requestPage<Session>(this, '/v1/sessions', after);
	const wanted = filter.toLowerCase();
	return {
		results: data
			.map((session) => ({ name: labelOf(session), value: session.id }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
		...(next !== null && { paginationToken: next }),
	};
}

function labelOf({ id, name, state, phoneNumber }: Session): string {
	const title = name === '' || name === id ? id : `${name} (${id})`;
	const number = phoneNumber ?? 'not linked';
	return state === 'connected' ? `${title}: ${number}` : `${title}: ${number}, ${state}`;
}
