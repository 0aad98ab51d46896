/** @jest-environment node */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { BLOCKED_BY_N8N } from '../../nodes/shared/connection-texts.ts';
import { searchList, testCredential } from './editor-calls.ts';
import { Engine } from './engine.ts';
import { answering, neighbour, type Neighbour } from './neighbour.ts';

/** n8n reads them once, when it first calls anybody: so these tests have an n8n of their own. */
const SETTINGS = {
	N8N_SSRF_PROTECTION_ENABLED: 'true',
	N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost',
};

let engine: Engine;
let daemon: Neighbour;
beforeAll(async () => {
	Object.assign(process.env, SETTINGS);
	engine = await Engine.start(join(import.meta.dirname, '../..'));
	const session = { id: 'sales', name: 'sales', state: 'connected', phoneNumber: '+491700000001' };
	daemon = await neighbour(
		answering(200, { data: [session], next: null, scopes: ['admin'], name: 'n8n' }),
	);
});
afterAll(async () => {
	for (const name of Object.keys(SETTINGS)) delete process.env[name];
	await daemon[Symbol.asyncDispose]();
});

const credential = (baseUrl: string) => ({ baseUrl, apiKey: 'a-key', allowSelfSigned: false });
const searchAt = (baseUrl: string) => {
	engine.credentials.store('waypostApi', credential(baseUrl));
	return searchList(engine, { node: 'sendMessage', method: 'searchSessions' });
};

describe("With n8n's SSRF protection a daemon in the private network", () => {
	test('is not called, and the node says which setting lets it', async () => {
		await expect(searchAt(daemon.url)).rejects.toMatchObject({
			message: BLOCKED_BY_N8N.title,
			description: BLOCKED_BY_N8N.todo,
		});
	});

	test('is not called by the test of the credential, which says the same', async () => {
		expect(await testCredential(engine, credential(daemon.url))).toEqual({
			status: 'Error',
			message: `${BLOCKED_BY_N8N.title}. ${BLOCKED_BY_N8N.todo}`,
		});
	});

	test('is called once its host is allowed', async () => {
		const url = daemon.url.replace('127.0.0.1', 'localhost');
		const { results } = await searchAt(url);
		expect(results.map(({ value }) => value)).toEqual(['sales']);
		expect(await testCredential(engine, credential(url))).toMatchObject({ status: 'OK' });
	});
});
