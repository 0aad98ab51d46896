import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONFIGURATIONS, named, type Configuration } from '../configurations.js';
import { ConformanceWorld } from '../conformance-world.js';
import { attachmentStories } from './attachments.js';
import { changeStories } from './changes.js';
import { detailStories } from './details.js';
import { groupStories } from './groups.js';
import { linkingStories } from './linking.js';
import { textStories } from './texts.js';

/** All stories of three clients in each configuration of one transport, then that nothing went wrong. */
export function allStories(transport: Configuration['transport']): void {
	const configurations = CONFIGURATIONS.filter((each) => each.transport === transport);
	describe.each(named(configurations))('%s', (_, each) => {
		let world: ConformanceWorld;
		beforeAll(async () => {
			world = await ConformanceWorld.start(each);
		});
		afterAll(() => world.close());

		linkingStories(() => world);
		textStories(() => world);
		changeStories(() => world);
		attachmentStories(() => world);
		detailStories(() => world);
		groupStories(() => world);

		test('after all that no client has failed to open a message, and no stanza was unknown', async () => {
			expect(await world.trouble()).toEqual([]);
		});
	});
}
