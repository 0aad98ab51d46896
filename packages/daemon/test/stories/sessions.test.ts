import { describe, expect, test } from '@jest/globals';
import type { Session } from '@waypost/contract';
import { createDaemon, createLogger, readConfig } from '../../src/index.js';
import { World } from '../world.js';

describe('sessions', () => {
	test('are created, listed by page, renamed and limited', async () => {
		await using world = await World.start({ config: { maxSessions: 3 } });
		for (const id of ['b', 'a', 'c']) await world.createSession(id);
		const page = await world.call<{ data: Session[]; next: string }>('GET', '/v1/sessions?limit=2');
		expect(page.body.data.map(({ id }) => id)).toEqual(['a', 'b']);
		const rest = await world.call<{ data: Session[]; next: null }>(
			'GET',
			`/v1/sessions?limit=2&after=${page.body.next}`,
		);
		expect(rest.body).toMatchObject({ data: [{ id: 'c' }], next: null });
		const renamed = await world.call<Session>('PATCH', '/v1/sessions/a', {
			json: { name: 'Sales' },
		});
		expect(renamed.body.name).toBe('Sales');
		const fourth = await world.refusal('POST', '/v1/sessions', { json: {} });
		expect([fourth.status, fourth.body.code]).toEqual([409, 'SESSION_LIMIT_REACHED']);
	});

	test('have an id of their own', async () => {
		await using world = await World.start();
		await world.createSession('sales');
		const again = await world.refusal('POST', '/v1/sessions', { json: { id: 'sales' } });
		expect([again.status, again.body.code]).toEqual([409, 'SESSION_ALREADY_EXISTS']);
		const invalid = await world.refusal('POST', '/v1/sessions', { json: { id: 'Sales!' } });
		expect([invalid.status, invalid.body.code]).toEqual([400, 'INVALID_REQUEST']);
		expect(invalid.body.errors[0]?.path).toBe('/id');
	});

	test('of another kind of server are refused: a sandbox folder is not opened live', async () => {
		await using world = await World.start();
		await world.daemon.close();
		const { config } = readConfig({ WAYPOST_DATA_DIR: world.dataDir, WAYPOST_PORT: '0' });
		await expect(
			createDaemon({ config, logger: createLogger({ level: 'silent' }) }),
		).rejects.toThrow('belongs to a sandbox');
		await world.startDaemon();
	});

	test('of one data folder belong to one daemon', async () => {
		await using world = await World.start();
		const { config } = readConfig(world.environment());
		await expect(
			createDaemon({ config, logger: createLogger({ level: 'silent' }) }),
		).rejects.toThrow('Another Waypost daemon uses');
	});
});
