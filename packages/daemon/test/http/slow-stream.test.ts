import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Response } from 'express';
import type { Handlers } from '../../src/http/route.js';
import { ADMIN_KEY, Edge } from './edge.js';
import { ManualClock } from './manual-clock.js';

const EVENTS = 3000;
/** 12 MB in all: far more than the two ends of a loopback connection hold. */
const NOTE = 'x'.repeat(4000);

describe('a client that does not read its event stream', () => {
	let edge: Edge;
	let clock: ManualClock;
	let socket: Socket;
	let answer: Response | undefined;

	/** The real handler, and the answer that it writes to. */
	const listEvents: Handlers['listEvents'] = async (request) => {
		const real = await edge.streams.handlers.listEvents(request);
		if (!('respond' in real)) return real;
		return {
			respond: (response, raw) => {
				answer = response;
				return real.respond(response, raw);
			},
		};
	};

	/** Asks for everything and reads only the first bytes. */
	async function openSlowly(): Promise<void> {
		socket = connect(edge.port, '127.0.0.1');
		const lines = [
			`GET /v1/events?after=${edge.log.read(0, { types: null, sessions: null }, 1).entries[0]?.event.id} HTTP/1.1`,
			...['Host: localhost', `Authorization: Bearer ${ADMIN_KEY}`, 'Accept: text/event-stream'],
		];
		socket.write(`${lines.join('\r\n')}\r\n\r\n`);
		await once(socket, 'readable');
	}

	beforeEach(async () => {
		clock = new ManualClock();
		edge = await new Edge({ clock, handlers: { listEvents } }).start();
		edge.database.transaction(() => {
			for (let i = 0; i < EVENTS; i += 1) {
				edge.log.publish('session.state', 'sales', {
					...{ from: 'connected', to: 'reconnecting' },
					reason: { code: 'connection-lost', sentence: NOTE, comesBack: true, upstreamCode: null },
				});
			}
		});
	});
	afterEach(async () => {
		socket.destroy();
		await edge.close();
	});

	test('is held in little memory', async () => {
		await openSlowly();
		expect(answer?.writableLength).toBeLessThan(200_000);
	});

	test('is cut after a minute', async () => {
		await openSlowly();
		const ended = edge.nextLogged('event stream ended');
		clock.advance(60_000);
		await expect(ended).resolves.toBeUndefined();
	});

	test('gets everything when it reads after all', async () => {
		await openSlowly();
		let text = '';
		const all = new Promise<void>((resolve) => {
			socket.on('data', (chunk) => {
				text += chunk.toString();
				if (text.split('event: session.state').length === EVENTS) resolve();
			});
		});
		await all;
		const ids = [...text.matchAll(/^id: (\w+)$/gm)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(EVENTS - 1);
	});
});
