import { beforeEach, describe, expect, test } from '@jest/globals';
import type { GroupMetadata } from './baileys.js';
import { GroupMetadataCache } from './group-metadata-cache.js';

const GROUP = '120363000000000000@g.us';

describe('the members of a group', () => {
	let asked: PromiseWithResolvers<GroupMetadata>[];
	let cache: GroupMetadataCache;

	beforeEach(() => {
		asked = [];
		cache = new GroupMetadataCache({
			ask: () => {
				const question = Promise.withResolvers<GroupMetadata>();
				asked.push(question);
				return question.promise;
			},
		});
	});

	const answer = (index: number, subject: string) =>
		asked[index]?.resolve({ id: GROUP, subject, owner: undefined, participants: [] });

	test('are asked for once, by however many at the same time', async () => {
		const both = Promise.all([cache.of(GROUP), cache.of(GROUP)]);
		answer(0, 'Team');
		const [one, other] = await both;
		expect(one).toBe(other);
		expect(await cache.of(GROUP)).toBe(one);
		expect(asked).toHaveLength(1);
	});

	test('are asked for again when the group changed', async () => {
		void cache.of(GROUP);
		answer(0, 'Team');
		cache.drop(GROUP);
		const again = cache.of(GROUP);
		answer(1, 'Crew');
		expect((await again).subject).toBe('Crew');
	});

	test('are not kept when the group changed while they were asked for', async () => {
		const first = cache.of(GROUP);
		cache.drop(GROUP);
		answer(0, 'Team');
		await first;
		void cache.of(GROUP);
		expect(asked).toHaveLength(2);
	});

	test('are asked for again after a question that failed', async () => {
		const first = cache.of(GROUP);
		asked[0]?.reject(new Error('forbidden'));
		await expect(first).rejects.toThrow('forbidden');
		void cache.of(GROUP);
		expect(asked).toHaveLength(2);
	});

	test('make room for those of others', () => {
		void cache.of(GROUP);
		for (let n = 0; n < 500; n++) void cache.of(`${n}@g.us`);
		void cache.of(GROUP);
		expect(asked).toHaveLength(502);
	});
});
