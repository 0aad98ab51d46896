import { listOf, WaypostEventSchema } from '@waypost/contract';
import { ADMIN_KEY, type Edge } from './edge.js';
import { StreamReader } from './event-reader.js';

const Events = listOf(WaypostEventSchema);

/** Ways to ask for events; an edge is made for each test. */
export function eventCalls(edge: () => Edge) {
	const page = async (query = '', key = ADMIN_KEY) =>
		Events.parse(await (await edge().request('GET', `/v1/events${query}`, { key })).json());
	const publish = (count: number, sessionId?: string) => {
		for (let i = 0; i < count; i += 1) edge().publish(sessionId);
	};
	const allIds = async () => (await page('?limit=1000')).data.map(({ id }) => id);
	const connect = (query = '', { key = ADMIN_KEY, lastEventId = '' } = {}) =>
		edge().request('GET', `/v1/events${query}`, {
			key,
			headers: {
				accept: 'text/event-stream',
				...(lastEventId && { 'last-event-id': lastEventId }),
			},
		});
	const open = async (query?: string, options?: { key?: string; lastEventId?: string }) =>
		new StreamReader(await connect(query, options));
	return { page, publish, allIds, connect, open };
}
