import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { WASocket } from './baileys.js';
import { boundClosing, guardListeners, tapEvents } from './socket-guards.js';

const socketOf = (parts: object) => parts as unknown as WASocket;

test('a listener that rejects is told with its event and ends nothing else', async () => {
	const ws = new EventEmitter();
	const { promise, resolve } = Promise.withResolvers<[string, unknown]>();
	const error = new Error('bad frame');
	const listener: (...args: unknown[]) => unknown = () => Promise.reject(error);
	ws.on('message', listener);
	guardListeners(socketOf({ ws }), (event, caught) => resolve([event, caught]));
	ws.emit('message');
	expect(await promise).toEqual(['message', error]);
});

test('a listener that throws is told, and the next one is still called', () => {
	const ws = new EventEmitter();
	const seen: string[] = [];
	ws.on('frame', () => {
		throw new Error('bad frame');
	});
	ws.on('frame', (value: string) => void seen.push(value));
	guardListeners(socketOf({ ws }), () => seen.push('caught'));
	ws.emit('frame', 'passed');
	expect(seen).toEqual(['caught', 'passed']);
});

test('a peer that does not answer the close frame is cut off after a second', async () => {
	const { promise, resolve } = Promise.withResolvers<void>();
	const ws = { close: () => promise, socket: { terminate: resolve } };
	const sock = socketOf({ ws });
	boundClosing(sock);
	const startedAt = performance.now();
	await sock.ws.close();
	expect(performance.now() - startedAt).toBeGreaterThan(900);
});

describe('an event', () => {
	function tapped() {
		const seen: string[] = [];
		const ev = { emit: (event: string) => seen.push(`raised ${event}`) > 0 };
		const sock = socketOf({ ev });
		tapEvents(sock, (event) => void seen.push(`heard ${event}`));
		return { emit: sock.ev.emit, seen };
	}

	test('is heard before it is raised', () => {
		const { emit, seen } = tapped();
		emit('creds.update', {});
		expect(seen).toEqual(['heard creds.update', 'raised creds.update']);
	});

	test('that would go into the event buffer is heard, and goes no further', () => {
		const { emit, seen } = tapped();
		emit('messages.upsert', { messages: [], type: 'notify' });
		expect(seen).toEqual(['heard messages.upsert']);
	});
});
