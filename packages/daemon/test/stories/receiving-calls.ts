import type { Message, Page, WaypostEvent } from '@waypost/contract';
import type { World } from '../world.js';

/** What tests ask of the session `sales`, that Ben writes to; a world is made for each of them. */
export function receivingCalls(world: () => World) {
	const received = async (text: string): Promise<Message> =>
		(await world().event('message.received', ({ data }) => data.message.text === text)).data
			.message;

	async function eventsOf(...types: WaypostEvent['type'][]): Promise<WaypostEvent[]> {
		const query = types.map((type) => `type=${type}`).join('&');
		const { body } = await world().call<Page<WaypostEvent>>('GET', `/v1/events?limit=200&${query}`);
		return body.data;
	}

	/** Everything that was on its way has arrived: a later message of Ben's is there. */
	async function settle(): Promise<void> {
		const text = `settled ${performance.now()}`;
		const ben = await world().ben();
		await ben.sendText(await world().anna(), text);
		await received(text);
	}

	return { received, eventsOf, settle };
}
