import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CreatedWebhookEndpoint, WebhookTest } from '@waypost/contract';
import { createSandbox } from '@waypost/sandbox';
import { createAdminCaller } from '../../src/keys/caller.js';
import { DaemonProcess } from '../daemon-process.js';
import { WebhookWorld } from '../webhook-world.js';

const admin = createAdminCaller();

/** Resolves when a client of this process has the head of an answer (Node's own channel). */
const headOfAnswer = () =>
	new Promise<void>((resolve) => {
		const onHead = () => {
			unsubscribe('http.client.response.finish', onHead);
			resolve();
		};
		subscribe('http.client.response.finish', onHead);
	});

describe('a target that', () => {
	let world: WebhookWorld;
	let server: Server;
	/** Resolves when a request has come in, with what it came through. */
	let request: Promise<Socket>;
	const sockets = new Set<Socket>();

	beforeEach(async () => {
		world = await new WebhookWorld().start();
		const { promise, resolve } = Promise.withResolvers<Socket>();
		request = promise;
		server = createServer((socket) => {
			sockets.add(socket.on('error', () => {}).once('data', () => resolve(socket)));
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	});
	afterEach(async () => {
		for (const socket of sockets) socket.destroy();
		await new Promise((closed) => server.close(closed));
		await world[Symbol.asyncDispose]();
	});

	/** What becomes of one event, after the target has done to the connection what it does. */
	async function deliver(act: (socket: Socket) => void | Promise<void>) {
		const { port } = server.address() as AddressInfo;
		const { id } = await world.create({ url: `http://127.0.0.1:${port}/hook` });
		world.receive();
		await act(await request);
		await world.settled(1);
		const [delivery] = world.webhooks.service.deliveries(id, { limit: 1 }, admin).data;
		return { status: delivery?.status, answer: delivery?.lastStatus, error: delivery?.lastError };
	}
	const written = (socket: Socket, text: string) =>
		new Promise<void>((resolve) => socket.write(text, () => resolve()));

	test('answers after 14 seconds has its event', async () => {
		const outcome = await deliver(async (socket) => {
			world.clock.advance(14_000);
			await written(socket, 'HTTP/1.1 204 No Content\r\n\r\n');
		});
		expect(outcome).toEqual({ status: 'delivered', answer: 204, error: null });
	});

	test('resets the connection gets it again', async () => {
		const outcome = await deliver((socket) => void socket.resetAndDestroy());
		expect(outcome).toMatchObject({ status: 'pending', answer: null });
		expect(outcome.error).toContain('could not be reached (ECONNRESET)');
	});

	test('speaks no HTTP gets it again', async () => {
		const outcome = await deliver((socket) => written(socket, 'SSH-2.0-OpenSSH_9.2\r\n'));
		expect(outcome).toMatchObject({ status: 'pending', answer: null });
	});

	test('writes its answer so slowly that it has none in 15 seconds gets it again', async () => {
		const outcome = await deliver(async (socket) => {
			await written(socket, 'HTTP/1.1 2');
			world.clock.advance(15_000);
		});
		expect(outcome.error).toContain('did not answer within 15 seconds');
	});

	test.each([
		['writes its 200 and then a byte a second', (_: Socket) => world.clock.advance(15_000)],
		['resets the connection after its 200', (socket: Socket) => void socket.resetAndDestroy()],
	])('%s has its event', async (_, act) => {
		const outcome = await deliver(async (socket) => {
			const head = headOfAnswer();
			await written(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx');
			await head;
			act(socket);
		});
		expect(outcome).toEqual({ status: 'delivered', answer: 200, error: null });
	});

	test('redirects to where a cloud keeps credentials is not followed', async () => {
		const outcome = await deliver((socket) =>
			written(
				socket,
				'HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n',
			),
		);
		expect(outcome).toMatchObject({ status: 'pending', answer: 301 });
		expect(outcome.error).toContain('redirects are not followed');
	});
});

describe('a target over HTTPS', () => {
	const folder = mkdtempSync(join(tmpdir(), 'waypost-https-'));
	const ca = join(folder, 'ca.pem');
	let url: string;
	let requests = 0;
	const server = createHttpsServer((_request, response) => {
		requests += 1;
		response.end();
	});

	beforeAll(async () => {
		// A sandbox makes a certificate for 127.0.0.1 that nobody trusts unless told to.
		await (await createSandbox({ port: 0, identityDir: folder })).close();
		const key = readFileSync(join(folder, 'tls-key.pem'));
		server.setSecureContext({ key, cert: readFileSync(ca) });
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
	});
	afterAll(async () => {
		await new Promise((closed) => server.close(closed));
		rmSync(folder, { recursive: true });
	});

	test('with a certificate that nobody vouches for gets nothing, and the delivery says why', async () => {
		await using world = await new WebhookWorld().start();
		const { id } = await world.create({ url });
		world.receive();
		await world.settled(1);
		const [delivery] = world.webhooks.service.deliveries(id, { limit: 1 }, admin).data;
		expect(delivery).toMatchObject({ status: 'pending', lastStatus: null });
		expect(delivery?.lastError).toMatch(
			/certificate of the endpoint is not valid.*DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/,
		);
		expect(requests).toBe(0);
	});

	test('whose authority the daemon was given by NODE_EXTRA_CA_CERTS gets its events', async () => {
		const daemon = await DaemonProcess.start({
			...{ WAYPOST_PORT: '0', WAYPOST_DATA_DIR: join(folder, 'data') },
			...{ WAYPOST_LOG_LEVEL: 'silent', NODE_EXTRA_CA_CERTS: ca },
		});
		try {
			const path = '/v1/webhook-endpoints';
			const { body } = await daemon.call<CreatedWebhookEndpoint>('POST', path, { url });
			const tested = await daemon.call<WebhookTest>('POST', `${path}/${body.id}/test`);
			expect(tested.body).toEqual({ delivered: true, status: 200, error: null });
		} finally {
			await daemon.kill();
		}
	});
});
