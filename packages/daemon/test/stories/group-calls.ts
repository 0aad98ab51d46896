import type { WaypostEvent } from '@waypost/contract';
import { World } from '../world.js';

type Change = Extract<WaypostEvent, { type: 'group.updated' }>['data']['change'];

/** The session "sales" is linked to Anna's phone; Ben and Eve have phones, too. */
export async function startGroupWorld() {
	const world = await World.start();
	const anna = await world.anna();
	const ben = await world.ben();
	const eve = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Eve' });
	await world.linkedSession('sales');
	return { world, anna, ben, eve };
}

/** What the first event about such a change of a group says, now or when it comes. */
export const groupUpdate = (world: World, change: Change) =>
	world.event('group.updated', ({ data }) => data.change === change).then(({ data }) => data);
