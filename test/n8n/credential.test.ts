import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiKey, CreateApiKey, CreatedApiKey } from '@waypost/contract';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { searchList, testCredential } from './editor-calls.ts';
import { N8nWorld } from './n8n-world.ts';
import { answering, neighbour, tlsNeighbour } from './neighbour.ts';

const ME = { name: 'n8n', scopes: ['admin'], sessions: ['*'], version: '1', mode: 'live' };

let world: N8nWorld;
beforeAll(async () => {
	world = await N8nWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

/** "Test" with what works, except for what is named. */
const outcome = (data: ICredentialDataDecryptedObject = {}) =>
	testCredential(world.engine, {
		baseUrl: world.waypost.daemon.url,
		apiKey: world.apiKey,
		allowSelfSigned: false,
		...data,
	});

async function createKey(key: CreateApiKey): Promise<CreatedApiKey> {
	return (await world.waypost.call<CreatedApiKey>('POST', '/v1/keys', { json: key })).body;
}

describe('The credential is accepted', () => {
	test('with a key of the automation preset', async () => {
		expect(await outcome()).toEqual({
			status: 'OK',
			message: 'Connected to Waypost as "n8n"',
		});
	});

	test('with a key that may only send', async () => {
		const { key } = await createKey({ name: 'sender', preset: 'sender' });
		expect(await outcome({ apiKey: key })).toMatchObject({ status: 'OK' });
	});

	test('with the admin key', async () => {
		expect(await outcome({ apiKey: world.waypost.daemon.adminKey })).toMatchObject({
			status: 'OK',
		});
	});

	test.each(['URL/', 'URL//', '  URL  ', ' URL/ '])(
		'with the Base URL written as "%s"',
		async (url) => {
			const baseUrl = url.replace('URL', world.waypost.daemon.url);
			expect(await outcome({ baseUrl })).toMatchObject({ status: 'OK' });
		},
	);

	test('with spaces around the key, as they come along when it is copied', async () => {
		expect(await outcome({ apiKey: ` ${world.apiKey}\n` })).toMatchObject({ status: 'OK' });
	});

	test('with a self-signed certificate, once that is allowed', async () => {
		await using https = await tlsNeighbour(answering(200, ME));
		expect(await outcome({ baseUrl: https.url, allowSelfSigned: true })).toMatchObject({
			status: 'OK',
		});
	});
});

describe('The credential is refused, with what to do,', () => {
	/** A refusal's words. Holds each to what every one of them has to be. */
	async function refusal(data: ICredentialDataDecryptedObject): Promise<string> {
		const { status, message } = await outcome(data);
		expect(status).toBe('Error');
		expect(message).toMatch(/^[A-Z].+[^.]\. [A-Z].+\.$/);
		expect(message).not.toMatch(
			/\bat .+:\d+:\d+|E[A-Z]{4,}|[A-Z]+_[A-Z]+(?<!WAYPOST_\w+)|undefined/,
		);
		if (data['apiKey']) expect(message).not.toContain(data['apiKey']);
		return message;
	}

	test.each(['nonsense', 'wp_0123456789abcdef', 'clé à moi'])(
		'when the key is "%s", which nobody made',
		async (apiKey) => {
			expect(await refusal({ apiKey })).toBe(
				'The API key is not known to Waypost. Check that it was copied as a whole. Make a new one where the daemon runs: waypost keys create n8n --preset automation.',
			);
		},
	);

	test.each(['', '  '])('when the key is "%s", which is none', async (apiKey) => {
		expect(await refusal({ apiKey })).toBe(
			'No API key is given. Make a new one where the daemon runs: waypost keys create n8n --preset automation.',
		);
	});

	test('when the key was revoked', async () => {
		const { id, key } = await createKey({ name: 'old', preset: 'automation' });
		await world.waypost.call('DELETE', `/v1/keys/${id}`);
		expect(await refusal({ apiKey: key })).toMatch(/^The API key is not known to Waypost\./);
	});

	test('when the key has expired', async () => {
		const { key } = await createKey({
			name: 'old',
			preset: 'automation',
			expiresAt: new Date(Date.now() + 500).toISOString(),
		});
		while ((await world.waypost.call('GET', '/v1/me', { key })).status === 200);
		expect(await refusal({ apiKey: key })).toBe(
			'The API key has expired. Make a new one where the daemon runs: waypost keys create n8n --preset automation.',
		);
	});

	test('when the key may not send, and names what it lacks', async () => {
		const { key } = await createKey({ name: 'dashboard', preset: 'reader' });
		expect(await refusal({ apiKey: key })).toMatch(
			/^The API key "dashboard" may not do what the nodes need\. It lacks messages:send\. /,
		);
	});

	test('when the key may not be used from here', async () => {
		const { key } = await createKey({
			name: 'office',
			preset: 'automation',
			ipAllow: ['192.0.2.1'],
		});
		expect(await refusal({ apiKey: key })).toMatch(/may not be used from .*127\.0\.0\.1/);
	});

	test('when something else answers, with a web page', async () => {
		await using other = await neighbour(answering(200, '<html>Hello</html>'));
		expect(await refusal({ baseUrl: other.url })).toMatch(
			/^Something else than Waypost answers at this address\. .*9297/,
		);
	});

	test.each([200, 404])('when something else answers, with JSON and %d', async (status) => {
		await using other = await neighbour(answering(status, { code: 'E', message: 'Hello' }));
		expect(await refusal({ baseUrl: other.url })).toMatch(/^Something else than Waypost answers/);
	});

	test('when the call is sent somewhere else, where the key does not follow', async () => {
		let isFollowed = false;
		await using elsewhere = await neighbour((request, response) => {
			isFollowed = true;
			answering(200, ME)(request, response);
		});
		await using other = await neighbour((_request, response) => {
			response.writeHead(302, { location: `${elsewhere.url}/v1/me` }).end();
		});
		expect(await refusal({ baseUrl: other.url })).toMatch(/^Something else than Waypost answers/);
		expect(isFollowed).toBe(false);
	});

	test('when the Base URL goes on after the port', async () => {
		expect(await refusal({ baseUrl: `${world.waypost.daemon.url}/v1` })).toMatch(
			/^Waypost has nothing at this address\. The Base URL .* ends after host and port/,
		);
	});

	test.each([
		'',
		'   ',
		'waypost',
		'127.0.0.1:9297',
		'localhost:9297',
		'http://',
		'http://a:99999',
	])('when the Base URL is "%s"', async (baseUrl) => {
		expect(await refusal({ baseUrl })).toBe(
			'The Base URL is not an address. Write it like http://127.0.0.1:9297 in the credential.',
		);
	});

	test('when nobody knows the host name', async () => {
		expect(await refusal({ baseUrl: 'http://waypost.invalid:9297' })).toMatch(
			/^The host name of Waypost is not known\. Check the Base URL/,
		);
	});

	test('when the Base URL says https:// and the daemon speaks HTTP', async () => {
		const baseUrl = world.waypost.daemon.url.replace('http:', 'https:');
		expect(await refusal({ baseUrl })).toMatch(
			/^Waypost does not speak HTTPS at this address\. Write http:\/\//,
		);
	});

	test('when the Base URL says http:// and the daemon speaks HTTPS', async () => {
		await using https = await tlsNeighbour(answering(200, ME));
		expect(await refusal({ baseUrl: https.url.replace('https:', 'http:') })).toMatch(
			/^The connection to Waypost broke\. .*write https:\/\//,
		);
	});

	test('when the certificate is self-signed', async () => {
		await using https = await tlsNeighbour(answering(200, ME));
		expect(await refusal({ baseUrl: https.url })).toMatch(
			/^The certificate of Waypost cannot be checked\. .*Allow Self-Signed Certificate/,
		);
	});

	test('when the daemon is not running', async () => {
		const stopped = await neighbour(answering(200, ME));
		await stopped[Symbol.asyncDispose]();
		expect(await refusal({ baseUrl: stopped.url })).toMatch(
			/^Waypost is not running at this address\. Start the daemon \(waypost start\)/,
		);
	});
});

describe('A node that calls the daemon', () => {
	test('shows the key as bearer, without the spaces that came along when it was copied', async () => {
		let authorization: string | undefined;
		await using other = await neighbour((request, response) => {
			authorization = request.headers.authorization;
			answering(200, { data: [], next: null })(request, response);
		});
		world.engine.credentials.store('waypostApi', { baseUrl: other.url, apiKey: ' secret-key\n' });
		await searchList(world.engine, { node: 'sendMessage', method: 'searchSessions' });
		expect(authorization).toBe('Bearer secret-key');
	});

	test('is known to the daemon by the name of its key', async () => {
		world.engine.credentials.store('waypostApi', {
			baseUrl: world.waypost.daemon.url,
			apiKey: world.apiKey,
		});
		await searchList(world.engine, { node: 'sendMessage', method: 'searchSessions' });
		const { body } = await world.waypost.call<{ data: ApiKey[] }>('GET', '/v1/keys');
		expect(body.data.find(({ name }) => name === 'n8n')?.lastUsedAt).not.toBeNull();
	});
});
