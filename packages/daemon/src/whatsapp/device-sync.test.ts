import { beforeEach, describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Baileys, BinaryNode, WASocket } from './baileys.js';
import { DeviceSync, isDeviceSync } from './device-sync.js';

const OWN = '491700000001:1@s.whatsapp.net';
const message = (id: string, more = {}): BinaryNode => ({ tag: 'message', attrs: { id, ...more } });
const peer = (id: string, more = {}): BinaryNode => message(id, { category: 'peer', ...more });
const changed: BinaryNode = { tag: 'notification', attrs: { id: 'N', type: 'server_sync' } };

test.each<[boolean, string, BinaryNode]>([
	[true, 'a message from the phone to its devices', peer('A')],
	[true, 'the word that the app state changed', changed],
	[false, 'a message', message('A')],
	[false, 'another notification', { tag: 'notification', attrs: { type: 'w:gp2' } }],
])('%s: %s is device sync', (expected, _, stanza) => {
	expect(isDeviceSync(stanza)).toBe(expected);
});

/** As `Utils/make-mutex.js`: one after the other. */
function baileysMutex() {
	let last: Promise<unknown> = Promise.resolve();
	return {
		mutex<T>(work: () => Promise<T>): Promise<T> {
			const result = last.then(work);
			last = result.catch(() => {});
			return result;
		},
	};
}

describe('a stanza', () => {
	let ws: EventEmitter;
	let sync: DeviceSync;
	let seen: string[];
	let locks: string[];
	let gates: Map<string, Promise<void>>;
	let transaction: (work: () => Promise<void>, key: string) => Promise<void>;

	beforeEach(() => {
		[ws, sync] = [new EventEmitter(), new DeviceSync(() => OWN)];
		seen = [];
		locks = [];
		gates = new Map();
		const keys = {
			transaction: async (work: () => Promise<void>, key: string) => {
				locks.push(key);
				await work();
			},
		};
		const repository = sync.around(() => ({}) as never);
		repository({ keys } as never, {} as never);
		transaction = (work, key) => keys.transaction(work, key);
		const sock = { ws, messageMutex: baileysMutex(), notificationMutex: baileysMutex() };
		for (const [tag, lock] of [
			['message', sock.messageMutex],
			['notification', sock.notificationMutex],
		] as const) {
			ws.on(`CB:${tag}`, (stanza: BinaryNode) => void lock.mutex(() => handle(stanza)));
		}
		sync.listen(sock as unknown as WASocket);
	});

	/** As Baileys does: asks again for what it cannot open, then looks at the content. */
	async function handle({ tag, attrs: { id = '' } }: BinaryNode): Promise<void> {
		seen.push(`begin ${id}`);
		await transaction(async () => {}, tag === 'message' ? OWN : 'other');
		if (tag === 'message') sync.onEvent('messages.upsert');
		await gates.get(id);
		await transaction(async () => {}, OWN);
		seen.push(`end ${id}`);
	}

	const idle = () => new Promise((resolve) => setImmediate(resolve));

	test('of device sync keeps no message waiting', async () => {
		gates.set('history', new Promise(() => {}));
		ws.emit('CB:message', peer('history'));
		ws.emit('CB:message', message('text'));
		await idle();
		expect(seen).toEqual(['begin history', 'begin text', 'end text']);
	});

	test('of device sync waits for the one before it', async () => {
		const { promise, resolve } = Promise.withResolvers<void>();
		gates.set('history', promise);
		ws.emit('CB:message', peer('history'));
		ws.emit('CB:notification', changed);
		await idle();
		resolve();
		await idle();
		expect(seen).toEqual(['begin history', 'end history', 'begin N', 'end N']);
	});

	test('of device sync does not go into the queue of messages', () => {
		const stanza = peer('history', { offline: '0' });
		ws.emit('CB:message', stanza);
		expect(stanza.attrs).not.toHaveProperty('offline');
	});

	test.each([
		['from the phone has its own lock once it is opened', peer('A'), [OWN, 'device sync']],
		['about the app state has its own lock', changed, ['other', 'device sync']],
		['of somebody else shares the lock of texts', message('A'), [OWN, OWN]],
	])('%s', async (_, stanza, expected) => {
		ws.emit(`CB:${stanza.tag}`, stanza);
		await idle();
		expect(locks).toEqual(expected);
	});
});

test('the repository is made as before', () => {
	const repository = {};
	type Make = Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];
	const make = (() => repository) as unknown as Make;
	const keys = { transaction: async () => {} };
	expect(new DeviceSync(() => OWN).around(make)({ keys } as never, {} as never)).toBe(repository);
});
