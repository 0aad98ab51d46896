import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import type { Page, WaypostEvent } from '@waypost/contract';
import { encodeTime } from 'ulid';
import { World } from '../world.js';

test('after a restart with a clock that is behind, events still come after those before it', async () => {
	await using world = await World.start();
	await world.call('POST', '/v1/sessions', { json: { id: 'sales' } });
	await world.startLink('sales');
	await world.daemon.close();
	const ofTomorrow = `${encodeTime(Date.now() + 86_400_000, 10)}${'Z'.repeat(16)}`;
	const database = new DatabaseSync(join(world.dataDir, 'waypost.db'));
	database
		.prepare('UPDATE events SET id = ? WHERE seq = (SELECT max(seq) FROM events)')
		.run(ofTomorrow);
	database.close();

	await world.startDaemon();
	await world.startLink('sales');
	const path = `/v1/events?limit=1000&after=${ofTomorrow}`;
	const { body } = await world.call<Page<WaypostEvent>>('GET', path);
	const ids = body.data.map(({ id }) => id);
	expect(ids.length).toBeGreaterThan(0);
	expect([ofTomorrow, ...ids].toSorted()).toEqual([ofTomorrow, ...ids]);
});
