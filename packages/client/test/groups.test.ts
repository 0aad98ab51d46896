import { describe, expect, test } from '@jest/globals';
import { json, startDaemonDouble } from './daemon-double.js';

const GROUP = '120363000000000000@g.us';

describe('groups', () => {
	test('are listed page by page', async () => {
		await using daemon = await startDaemonDouble(json({ data: [{ id: GROUP }], next: GROUP }));
		const page = await daemon.client().groups.list('sales', { limit: 1, after: 'a@g.us' });
		expect(page.data).toEqual([{ id: GROUP }]);
		const { method, url } = daemon.last();
		expect([method, url]).toEqual(['GET', '/v1/sessions/sales/groups?limit=1&after=a%40g.us']);
	});

	test('are listed whole', async () => {
		await using daemon = await startDaemonDouble(json({ data: [{ id: GROUP }], next: null }));
		const groups = [];
		for await (const group of daemon.client().groups.listAll('sales')) groups.push(group);
		expect(groups).toEqual([{ id: GROUP }]);
	});

	test('are shown one by one', async () => {
		await using daemon = await startDaemonDouble(json({ id: GROUP, subject: 'Team' }));
		expect((await daemon.client().groups.get('sales', GROUP)).subject).toBe('Team');
		expect(daemon.last().url).toBe('/v1/sessions/sales/groups/120363000000000000%40g.us');
	});
});
